import { closest, nearestPoint } from "./series.js";
import { h } from "./dom.js";
import { error, integer, number, time, valueWithin } from "./format.js";
import { byWeight, glossed } from "./glossary.js";
import { layersOf } from "./groups.js";
import { objection, verdictPill } from "./verdict.js";

/** Longer cells are wrapped. */
const LONG = 32;

/** Everything that is known of a card's statistics at one checkpoint. */
export class Details {
  #card = null;
  #model = null;
  #step = null;
  #drawn = "";
  #body = h("div", {});
  root = h("dialog", { class: "details", "aria-labelledby": "details-title" }, this.#body);

  constructor() {
    this.root.addEventListener("close", () => this.#forget());
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
  }

  /** @param step null for the newest, which is followed */
  open(card, step) {
    this.#card = card;
    this.#step = step;
    this.#draw();
    this.root.showModal();
  }

  render(model) {
    this.#model = model;
    if (this.#card !== null) {
      this.#draw();
    }
  }

  #forget() {
    this.#card = null;
    this.#drawn = "";
  }

  #draw() {
    const keys = [...new Set(layersOf(this.#card, this.#model).map((layer) => layer.statistic))]
      .filter((key) => key in this.#model.measurements);
    const lists = keys.map((key) => this.#model.measurements[key]);
    const steps = [...new Set(lists.flat().map((point) => point.step))].sort((a, b) => a - b);
    const place = this.#step === null ? steps.length - 1 : closest(steps, this.#step);
    const state = JSON.stringify([this.#card.id, steps, place, lists.map((list) => list.length)]);
    if (state !== this.#drawn) {
      this.#drawn = state;
      this.#show(keys, lists, steps, place);
    }
  }

  #show(keys, lists, steps, place) {
    const focused = document.activeElement?.dataset.moves;
    this.#body.replaceChildren(
      h(
        "header",
        {},
        h("h2", { id: "details-title" }, this.#card.title),
        h("button", { type: "button", click: () => this.root.close() }, "Close"),
      ),
      h("p", { class: "explains" }, this.#card.explains ?? null),
      this.#stepper(steps, place),
      ...keys.map((key, i) => statistic(key, nearestPoint(lists[i], steps[place]), lists[i])),
    );
    this.#body.querySelector(`[data-moves="${focused}"]`)?.focus();
  }

  #stepper(steps, place) {
    if (steps.length === 0) {
      return h("p", { class: "stepper" }, "Nothing measured yet.");
    }
    const move = (label, to, text) => {
      const go = () => {
        this.#step = to >= steps.length - 1 ? null : steps[to];
        this.#draw();
      };
      const disabled = to < 0 || to >= steps.length || to === place;
      return h("button", { type: "button", click: go, disabled, "aria-label": label, "data-moves": label }, text);
    };
    return h(
      "p",
      { class: "stepper" },
      move("earlier checkpoint", place - 1, "←"),
      h("span", {}, "checkpoint at step ", h("b", {}, integer(steps[place]))),
      move("later checkpoint", place + 1, "→"),
      move("newest checkpoint", steps.length - 1, "newest"),
    );
  }
}

function statistic(key, point, list) {
  return h(
    "section",
    { "data-statistic": key },
    h(
      "h3",
      {},
      h("code", {}, key),
      h("span", { class: "value" }, valueWithin(point.value, point.standard_error), " ", error(point.standard_error)),
      verdictPill(point),
    ),
    objection(point) ? h("p", { class: "objection" }, objection(point)) : null,
    h(
      "div",
      { class: "tables" },
      table("Diagnostics", diagnostics(point.diagnostics)),
      table("Settings", Object.entries(point.settings).map(([name, value]) => [name, String(value)])),
      table("Origin", [
        ["step", integer(point.step)],
        ["seconds", number(point.seconds)],
        ["measured", point.measured_at === null ? "" : time(point.measured_at)],
      ]),
      table("Steps whose values do not stand", objections(list)),
    ),
  );
}

/** Rows of name, value with its error, meaning. */
function diagnostics(all) {
  return Object.entries(all)
    .filter(([name]) => !(name.endsWith("-error") && name.slice(0, -"-error".length) in all))
    .sort(([a], [b]) => byWeight(a, b))
    .map(([name, value]) => {
      const [label, meaning] = glossed(name);
      return [label, `${shown(value)} ${error(all[`${name}-error`])}`.trim(), meaning];
    });
}

/** Rows of steps and what is said against their values, the newest first. */
function objections(list) {
  return list
    .filter((point) => objection(point) !== "")
    .reverse()
    .map((point) => [integer(point.step), objection(point)]);
}

function table(title, rows) {
  if (rows.length === 0) {
    return null;
  }
  const row = ([name, ...cells]) =>
    h("tr", {}, h("th", { scope: "row" }, name), cells.map((cell) => h("td", { class: cell.length > LONG ? "text" : undefined }, cell)));
  return h("table", {}, h("caption", {}, title), h("tbody", {}, rows.map(row)));
}

function shown(value) {
  if (Array.isArray(value)) {
    return value.map((one) => number(one)).join(", ");
  }
  if (typeof value !== "number") {
    return value === null ? number(null) : String(value);
  }
  return Number.isInteger(value) ? integer(value) : number(value, 4);
}

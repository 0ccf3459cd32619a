import { failure } from "./deadletters.js";
import { h, setText } from "./dom.js";
import { error, integer, number, valueWithin } from "./format.js";
import { layersOf } from "./groups.js";
import { hasValues } from "./layers.js";
import { Legend } from "./legend.js";
import { Plot } from "./plot.js";
import { closest, nearestPoint } from "./series.js";
import { olderStep } from "./state.js";
import { objection, verdictPill } from "./verdict.js";

/** A plot with its headline numbers and its legend. */
export class Card {
  #card;
  #plot;
  #shared;
  #model = null;
  #layers = [];
  #host = h("div", { class: "plot" });
  #waiting = h("p", { class: "waiting", hidden: true });
  #explains;
  #note = h("p", { class: "note", hidden: true });
  #figures = h("div", { class: "figures" });
  #legend;
  #drawn = "";

  /** @param details what opens the details of a card at a step */
  constructor(card, shared, details) {
    this.#card = card;
    this.#shared = shared;
    this.#plot = new Plot(this.#host, card, shared);
    this.#legend = new Legend(this.#plot);
    this.root = h(
      "section",
      { class: "card", "aria-labelledby": `title-${card.id}`, "data-card": card.id },
      h(
        "header",
        {},
        h("h3", { id: `title-${card.id}`, title: card.explains }, card.title),
        this.#detailsButton(details),
        this.#scaleButton(),
        this.#line(),
        this.#figures,
      ),
      this.#frame(),
      this.#legend.root,
    );
    shared.onCursor((source) => {
      this.#plot.follow(source);
      this.#legend.render();
      this.#renderNote();
    });
    shared.onView((rebuild) => (rebuild ? this.#plot.rebuild() : this.#plot.redraw()));
  }

  render(model) {
    this.#model = model;
    const layers = layersOf(this.#card, model);
    if (names(layers) !== names(this.#layers)) {
      this.#layers = layers;
      this.#plot.setLayers(layers);
      this.#legend.setLayers(layers);
    }
    this.#plot.setModel(model);
    this.#renderFigures();
    this.#renderNote();
    this.#legend.render();
  }

  rebuild() {
    this.#plot.rebuild();
  }

  destroy() {
    this.#plot.destroy();
  }

  /** What the card shows; instead, where a value does not stand, why. */
  #line() {
    this.#explains = h("p", { class: "explains" }, this.#card.explains ?? "");
    return h("div", { class: "line" }, this.#explains, this.#note);
  }

  #frame() {
    this.#host.append(this.#waiting);
    this.#host.tabIndex = 0;
    this.#host.setAttribute("role", "img");
    this.#host.setAttribute("aria-roledescription", "plot; arrow keys move the cursor");
    this.#host.addEventListener("keydown", (event) => this.#key(event));
    this.#host.addEventListener("mouseleave", () => this.#shared.point(null, null));
    this.#host.addEventListener("blur", () => this.#shared.point(null, null));
    return this.#host;
  }

  #key(event) {
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity, Escape: null };
    const [x] = this.#plot.data;
    if (!(event.key in moves) || x.length === 0) {
      return;
    }
    event.preventDefault();
    const by = moves[event.key];
    const now = this.#shared.step === null ? x.length : closest(x, this.#shared.step);
    const next = Math.min(Math.max(now + by * Math.max(1, Math.round(x.length / 100)), 0), x.length - 1);
    this.#shared.point(by === null ? null : x[next], null);
  }

  #detailsButton(details) {
    const open = () => details.open(this.#card, this.#shared.step);
    const label = `Details of ${this.#card.title}`;
    return h("button", { type: "button", class: "small", click: open, "aria-label": label }, "details");
  }

  #scaleButton() {
    const button = h("button", { type: "button", class: "small", title: "Scale of the values" });
    const show = () => setText(button, this.#plot.logarithmic ? "logarithmic" : "linear");
    button.addEventListener("click", () => {
      this.#plot.logarithmic = !this.#plot.logarithmic;
      this.#plot.rebuild();
      show();
    });
    button.setAttribute("aria-label", `Scale of ${this.#card.title}`);
    show();
    return button;
  }

  /** In the middle of an empty plot, else above. */
  #renderNote() {
    const said = this.#objection();
    const empty = this.#plot.isEmpty();
    this.#waiting.hidden = !empty;
    const missing = said || failure(this.#card, this.#model);
    setText(this.#waiting, missing || "Waiting for the first measurement");
    this.#waiting.title = missing;
    this.#note.hidden = empty || said === "";
    this.#explains.classList.toggle("covered", !this.#note.hidden);
    setText(this.#note, said);
    this.#note.title = said;
  }

  /** Of the first layer whose value at the cursor, or newest one, does not stand. */
  #objection() {
    const { step } = this.#shared;
    const lists = this.#layers.map(({ statistic }) => this.#model?.measurements[statistic] ?? []);
    const points = lists
      .filter((list) => list.length > 0)
      .map((list) => (step === null ? list.at(-1) : nearestPoint(list, step)));
    const point = points.find((one) => objection(one) !== "");
    return point === undefined ? "" : `step ${integer(point.step)} ${objection(point)}`;
  }

  #renderFigures() {
    const found = this.#layers
      .filter((layer) => layer.headline && (!layer.optional || hasValues(layer, this.#model)))
      .map((layer) => [layer, layer.newest(this.#model)]);
    const older = (point) => olderStep(point, this.#model.run);
    const state = JSON.stringify(
      found.map(([layer, point]) => [layer.key, figure(point), older(point)]),
    );
    if (state !== this.#drawn) {
      this.#drawn = state;
      this.#figures.replaceChildren(...headlines(found, older));
      this.#host.setAttribute("aria-label", [this.#card.title, ...found.map(spoken)].join(", "));
    }
  }
}

function names(layers) {
  return layers.map((layer) => layer.key).join("\n");
}

/** Of a point, what a headline shows. */
function figure(point) {
  return point && [point.step, point.value, point.standard_error, point.verdict, point.reason];
}

/** Headlines, with one pill for all numbers of a statistic. */
function headlines(found, older) {
  const statistics = found.map(([layer]) => layer.statistic);
  return found.map(([layer, point], i) => {
    const first = statistics.indexOf(layer.statistic) === i;
    return headline(layer, point, first ? verdictPill(point) : null, older(point));
  });
}

/**
 * @param said the verdict's pill, or null
 * @param older the step of a value that is not of the newest checkpoint, else empty
 */
function headline({ headline: label, color }, point, said, older) {
  const name = h("span", { class: "name" }, label);
  name.style.setProperty("--color", `var(--${color})`);
  const value = point === null ? number(null) : valueWithin(point.value, point.standard_error);
  return h(
    "div",
    { class: "headline", title: point === null ? undefined : `at step ${integer(point.step)}` },
    h("span", { class: "label" }, name, older, said),
    h(
      "span",
      { class: "value" },
      value,
      h("span", { class: "error" }, point === null ? "" : error(point.standard_error)),
    ),
  );
}

function spoken([{ headline: label }, point]) {
  return point === null
    ? `${label} not measured yet`
    : `${label} ${number(point.value)} ${error(point.standard_error)} ${point.verdict}`;
}

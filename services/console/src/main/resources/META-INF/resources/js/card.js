import { h, setText } from "./dom.js";
import { error, integer, number, valueWithin } from "./format.js";
import { closest, Plot } from "./plot.js";

const VERDICTS = {
  ok: null,
  converged: ["good", "converged"],
  "not-converged": ["warn", "not converged"],
  undefined: ["bad", "undefined"],
  "not-applicable": ["", "not applicable"],
  skipped: ["", "skipped"],
};

/** A plot with its headline numbers and its legend. */
export class Card {
  #card;
  #plot;
  #shared;
  #host = h("div", { class: "plot" });
  #waiting = h("p", { class: "waiting" }, "Waiting for the first measurement");
  #figures = h("div", { class: "figures" });
  #values = new Map();
  #drawn = "";

  constructor(card, shared) {
    this.#card = card;
    this.#shared = shared;
    this.#plot = new Plot(this.#host, card, shared);
    this.root = h(
      "section",
      { class: "card", "aria-labelledby": `title-${card.id}`, "data-card": card.id },
      h(
        "header",
        {},
        h("h2", { id: `title-${card.id}` }, card.title),
        this.#scaleButton(),
        this.#figures,
      ),
      this.#frame(),
      this.#legend(),
    );
    shared.onCursor((source) => {
      this.#plot.follow(source);
      this.#renderLegend();
    });
    shared.onView((rebuild) => (rebuild ? this.#plot.rebuild() : this.#plot.redraw()));
  }

  render(model) {
    this.#renderFigures(model);
    this.#plot.setModel(model);
    this.#waiting.hidden = this.#plot.data[0].length > 0;
    this.#renderLegend();
  }

  rebuild() {
    this.#plot.rebuild();
  }

  destroy() {
    this.#plot.destroy();
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

  #scaleButton() {
    const button = h("button", { type: "button", class: "scale", title: "Scale of the values" });
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

  #legend() {
    const items = this.#card.series
      .filter((series) => series.legend !== false)
      .map((series) => this.#legendItem(series));
    return h("ul", { class: "legend" }, items);
  }

  #legendItem(series) {
    const value = h("span", { class: "value" });
    const swatch = h("i", { class: series.marks ? "swatch ring" : "swatch" });
    swatch.style.setProperty("--color", `var(--${series.color})`);
    swatch.classList.toggle("dashed", series.dash !== undefined);
    swatch.classList.toggle("faint", series.opacity !== undefined);
    const button = h("button", { type: "button", "aria-pressed": "true" }, swatch, series.label, value);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(this.#plot.toggle(series.key)));
    });
    const item = h("li", {}, button);
    this.#values.set(series.key, { series, value, item });
    return item;
  }

  #renderLegend() {
    for (const { series, value, item } of this.#values.values()) {
      const found = this.#plot.valueAt(series.key);
      item.hidden = (series.optional || series.marks) && found === null;
      setText(value, found === null || series.marks ? "" : this.#text(series, found));
    }
  }

  #text(series, { value, index }) {
    const high = series.error ? this.#plot.at(series.error, index) : null;
    const standardError = high === null ? null : high - value;
    return `${valueWithin(value, standardError)} ${error(standardError)}`.trim();
  }

  #renderFigures(model) {
    const found = this.#card.figures.map((figure) => [
      figure,
      figure.of ? figure.of(model) : model.run.latest[figure.statistic] ?? null,
    ]);
    const state = JSON.stringify(found);
    if (state !== this.#drawn) {
      this.#drawn = state;
      this.#figures.replaceChildren(...found.map(([figure, point]) => headline(figure, point)));
      this.#host.setAttribute("aria-label", `${this.#card.title}: ${spoken(found)}`);
    }
  }
}

function headline({ label, color }, point) {
  const name = h("span", { class: "label" }, label);
  name.style.setProperty("--color", `var(--${color})`);
  const value = point === null ? number(null) : valueWithin(point.value, point.standard_error);
  return h(
    "div",
    { class: "headline", title: point === null ? undefined : `at step ${integer(point.step)}` },
    name,
    h(
      "span",
      { class: "value" },
      value,
      h("span", { class: "error" }, point === null ? "" : error(point.standard_error)),
    ),
    verdict(point),
  );
}

function verdict(point) {
  const look = point === null ? null : VERDICTS[point.verdict];
  return look ? h("span", { class: `pill ${look[0]}`, title: point.reason }, look[1]) : null;
}

function spoken(found) {
  return found
    .map(([{ label }, point]) =>
      point === null
        ? `${label} not measured yet`
        : `${label} ${number(point.value)} ${error(point.standard_error)} ${point.verdict}`,
    )
    .join(", ");
}

import { h, setText } from "./dom.js";
import { error, valueWithin } from "./format.js";

/** What the lines of a plot are, with their values at the cursor; a click hides one. */
export class Legend {
  #plot;
  #items = [];
  #ring = h("li", { hidden: true }, h("span", {}, h("i", { class: "swatch ring" }), "not converged"));
  root = h("ul", { class: "legend" });

  constructor(plot) {
    this.#plot = plot;
    this.#ring.querySelector("i").style.setProperty("--color", "var(--warn-mark)");
  }

  setLayers(layers) {
    this.#items = layers
      .flatMap((layer) => layer.series.map((series) => ({ series, layer })))
      .filter(({ series }) => series.legend !== false)
      .map(({ series, layer }) => this.#item(series, layer));
    this.root.replaceChildren(...this.#items.map(({ item }) => item), this.#ring);
  }

  render() {
    for (const { series, value, item } of this.#items) {
      const found = this.#plot.valueAt(series.key);
      item.hidden = series.optional === true && found === null;
      setText(value, found === null ? "" : this.#text(series, found));
    }
    this.#ring.hidden = !this.#plot.isMarked();
  }

  #item(series, layer) {
    const value = h("span", { class: "value" });
    const swatch = h("i", { class: "swatch" });
    swatch.style.setProperty("--color", `var(--${series.color})`);
    swatch.classList.toggle("dashed", series.dash !== undefined);
    const button = h("button", { type: "button", "aria-pressed": "true" }, swatch, series.label, value);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(this.#plot.toggle(layer.key)));
    });
    return { series, value, item: h("li", {}, button) };
  }

  #text(series, { value, index }) {
    const high = series.error ? this.#plot.at(series.error, index) : null;
    const standardError = high === null ? null : high - value;
    return `${valueWithin(value, standardError)} ${error(standardError)}`.trim();
  }
}

import uPlot from "../webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { axes, scales } from "./axes.js";
import { drawBars, drawBeneath, drawGuides, drawMissing, drawOutside } from "./marks.js";
import { bandStyle, seriesStyle } from "./paint.js";
import { cursor, selected, touch } from "./pointer.js";
import { align, closest, nearest } from "./series.js";

/** One plot over the training step: layers become columns, columns become what uPlot draws. */
export class Plot {
  #host;
  #card;
  #shared;
  #plot = null;
  #layers = [];
  #series = [];
  #owners = [];
  #bands = [];
  #hidden = new Set();
  #missing = [];

  constructor(host, card, shared) {
    this.#host = host;
    this.#card = card;
    this.#shared = shared;
    this.logarithmic = card.logarithmic ?? false;
    this.data = align([]);
    new ResizeObserver(() => this.#resize()).observe(host);
  }

  /** Others than before; their values come with the next model. */
  setLayers(layers) {
    this.destroy();
    this.#layers = layers;
    this.#series = layers.flatMap((layer) => layer.series);
    this.#owners = layers.flatMap((layer) => layer.series.map(() => layer.key));
    this.#bands = layers.flatMap((layer) => layer.bands).map((band) => this.#placed(band));
    this.data = align([]);
  }

  setModel(model) {
    this.data = align(this.#layers.map((layer) => layer.table(model)));
    this.#missing = [...new Set(this.#layers.flatMap((layer) => layer.missing?.(model) ?? []))];
    if (this.#plot === null) {
      this.#build();
    } else {
      this.#plot.setData(this.#drawable());
      this.follow(null);
    }
  }

  /** Needed where the kind of an axis or the theme has changed. */
  rebuild() {
    if (this.#plot !== null) {
      this.destroy();
      this.#build();
    }
  }

  redraw() {
    this.#plot?.setData(this.#drawable());
  }

  /** Shows or hides a layer; says whether it is shown now. */
  toggle(key) {
    if (!this.#hidden.delete(key)) {
      this.#hidden.add(key);
    }
    this.redraw();
    return !this.#hidden.has(key);
  }

  destroy() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** Moves the cursor to where that of another plot is. */
  follow(source) {
    if (source !== this && this.#plot !== null) {
      const { step } = this.#shared;
      const left = step === null ? -10 : this.#plot.valToPos(step, "x");
      this.#plot.setCursor({ left, top: 0 }, false);
    }
  }

  /** Value of a series at the shared cursor, or its last; null if it has none. */
  valueAt(key) {
    const column = this.#column(key);
    const [x] = this.data;
    const { step } = this.#shared;
    const place = step === null ? x.length - 1 : closest(x, step);
    const index = column === undefined ? null : nearest(column, place);
    return index === null ? null : { step: x[index], value: column[index], index };
  }

  at(key, index) {
    return this.#column(key)[index] ?? null;
  }

  /** Whether no line has a value. */
  isEmpty() {
    return !this.#any(({ color: painted }) => painted !== undefined);
  }

  /** Whether a value is marked as one that has not converged. */
  isMarked() {
    return this.#any(({ marks }) => marks === true);
  }

  #any(kind) {
    return this.data.slice(1).some((column, i) => kind(this.#series[i]) && column.some(isValue));
  }

  #column(key) {
    return this.data[1 + this.#series.findIndex((series) => series.key === key)];
  }

  #drawable() {
    const [x, ...columns] = this.data;
    const uppers = new Map(this.#bands.map(({ lower, upper }) => [lower, this.data[upper]]));
    const drawn = columns.map((column, i) => {
      if (this.#hidden.has(this.#owners[i])) {
        return column.map(() => null);
      }
      return this.#isLogarithmic(i) ? positive(column, uppers.get(1 + i)) : column;
    });
    return [x, ...drawn];
  }

  /** Steps and colours of what is shown, but for its logarithmic axis, that has no place for it. */
  #beneath() {
    const [x, ...columns] = this.data;
    const isBeneath = (value) => isValue(value) && value <= 0;
    return this.#series.flatMap(({ color, legend, marks }, i) => {
      const helps = legend === false && !marks;
      const shown = !helps && this.#isLogarithmic(i) && !this.#hidden.has(this.#owners[i]);
      return shown ? [{ color, steps: x.filter((_, k) => isBeneath(columns[i][k])) }] : [];
    });
  }

  #isLogarithmic(i) {
    return this.logarithmic && this.#series[i].axis !== "right";
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (this.#plot !== null && width > 0 && (width !== this.#plot.width || height !== this.#plot.height)) {
      this.#plot.setSize({ width, height });
    }
  }

  #build() {
    const { clientWidth: width, clientHeight: height } = this.#host;
    this.#plot = new uPlot(this.#options(width, height), this.#drawable(), this.#host);
    touch(this.#plot);
    this.follow(null);
  }

  #options(width, height) {
    const right = this.#series.some((series) => series.axis === "right");
    const guides = this.#card.guides ?? [];
    const bands = this.#bands;
    const look = { series: this.#series, right, logarithmic: this.logarithmic, guides };
    return {
      width,
      height,
      padding: [10, right ? 0 : 14, 0, 0],
      legend: { show: false },
      scales: scales(look, this.#shared),
      axes: axes(look, this.#shared),
      series: [{}, ...this.#series.map(seriesStyle)],
      bands: bands.map(bandStyle),
      cursor: cursor(this.#series, this.#shared),
      hooks: {
        drawAxes: [(plot) => drawGuides(plot, guides), (plot) => drawBars(plot, bands)],
        draw: [
          (plot) => drawMissing(plot, this.#missing),
          (plot) => drawOutside(plot, this.#series),
          (plot) => drawBeneath(plot, this.#beneath()),
        ],
        setCursor: [(plot) => this.#pointed(plot)],
        setSelect: [(plot) => selected(plot, this.#shared)],
      },
    };
  }

  /** A band with columns for keys. */
  #placed([upper, lower, name, opacity, ends = []]) {
    const index = (key) => 1 + this.#series.findIndex((series) => series.key === key);
    return { upper: index(upper), lower: index(lower), color: name, opacity, ends: ends.map(index) };
  }

  #pointed(plot) {
    if (plot.root.matches(":hover") || plot.touched) {
      const { left } = plot.cursor;
      this.#shared.point(left < 0 ? null : Math.max(0, Math.round(plot.posToVal(left, "x"))), this);
    }
  }
}

/** What a logarithmic axis has a place for; uPlot draws beneath it a band's lower edge that is not above 0. */
function positive(column, upper = []) {
  return column.map((value, k) => (value <= 0 && !(upper[k] > 0) ? null : value));
}

function isValue(value) {
  return value !== null && value !== undefined;
}

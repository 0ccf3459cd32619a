import uPlot from "../webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { tick } from "./format.js";
import { align, nearest } from "./series.js";
import { logTicks, even, stepRange, stepTicks, valueRange } from "./scales.js";
import { color } from "./theme.js";

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const AXIS = { left: "y", right: "y2" };

/** One plot over the training step. */
export class Plot {
  #host;
  #card;
  #shared;
  #plot = null;
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

  setModel(model) {
    this.data = align(this.#card.tables(model));
    this.#missing = this.#card.missing?.(model) ?? [];
    if (this.#plot === null) {
      this.rebuild();
    } else {
      this.#plot.setData(this.#drawable());
      this.follow(null);
    }
  }

  /** Needed where the kind of an axis or the theme has changed. */
  rebuild() {
    this.#plot?.destroy();
    const { clientWidth: width, clientHeight: height } = this.#host;
    this.#plot = new uPlot(this.#options(width, height), this.#drawable(), this.#host);
    this.#touch(this.#plot);
    this.follow(null);
  }

  redraw() {
    this.#plot?.setData(this.#drawable());
  }

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

  #column(key) {
    return this.data[1 + this.#card.series.findIndex((series) => series.key === key)];
  }

  #drawable() {
    const [x, ...columns] = this.data;
    const drawn = columns.map((column, i) => {
      if (this.#hides(this.#card.series[i])) {
        return column.map(() => null);
      }
      return this.logarithmic ? column.map((value) => (value <= 0 ? null : value)) : column;
    });
    return [x, ...drawn];
  }

  /** The edges of a band go with the line that it belongs to. */
  #hides({ key }) {
    const owner = this.#card.series.find((series) => series.error && key.startsWith(series.key));
    return this.#hidden.has(key) || (owner !== undefined && this.#hidden.has(owner.key));
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (this.#plot !== null && width > 0 && (width !== this.#plot.width || height !== this.#plot.height)) {
      this.#plot.setSize({ width, height });
    }
  }

  #options(width, height) {
    const right = this.#card.series.some((series) => series.axis === "right");
    return {
      width,
      height,
      padding: [10, right ? 0 : 14, 0, 0],
      legend: { show: false },
      scales: {
        x: this.#stepScale(),
        y: this.#valueScale("left"),
        ...(right ? { y2: this.#valueScale("right") } : {}),
      },
      axes: [this.#stepAxis(), this.#valueAxis("left"), ...(right ? [this.#valueAxis("right")] : [])],
      series: [{}, ...this.#card.series.map((series) => style(series))],
      bands: this.#card.bands.map((band) => this.#band(band)),
      cursor: this.#cursor(),
      hooks: {
        drawAxes: [(plot) => this.#drawZero(plot)],
        draw: [(plot) => this.#drawMissing(plot), (plot) => this.#drawOutside(plot)],
        setCursor: [(plot) => this.#pointed(plot)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #stepScale() {
    return {
      time: false,
      distr: this.#shared.logarithmic ? 4 : 1,
      asinh: 1,
      range: () => stepRange(this.#shared.last, this.#shared.zoom),
    };
  }

  #valueScale(axis) {
    const logarithmic = this.logarithmic && axis === "left";
    return {
      distr: logarithmic ? 3 : 1,
      range: (plot) => {
        const all = this.#card.series.map((series, i) => [series, plot.data[i + 1]]);
        const own = all.filter(([series]) => (series.axis ?? "left") === axis);
        const pick = (ranged) =>
          own.filter(([series]) => series.ranged === ranged).map(([, column]) => column);
        return valueRange(pick(true), pick(false), logarithmic);
      },
    };
  }

  #stepAxis() {
    return {
      ...look(true),
      size: 28,
      gap: 4,
      splits: (plot, axis, min, max) =>
        stepTicks(min, max, this.#shared.logarithmic, plot.bbox.width / devicePixelRatio),
      values: (plot, ticks) => ticks.map(tick),
      filter: (plot, ticks) => ticks,
    };
  }

  #valueAxis(axis) {
    const logarithmic = this.logarithmic && axis === "left";
    return {
      ...look(axis === "left"),
      scale: AXIS[axis],
      side: axis === "left" ? 3 : 1,
      size: 46,
      gap: 4,
      splits: (plot, index, min, max) => {
        const room = plot.bbox.height / devicePixelRatio / 34;
        return logarithmic ? logTicks(min, max, room) : even(min, max, room);
      },
      values: (plot, ticks) => ticks.map(tick),
      filter: (plot, ticks) => ticks,
    };
  }

  #band([upper, lower, name, opacity]) {
    const index = (key) => 1 + this.#card.series.findIndex((series) => series.key === key);
    return {
      series: [index(upper), index(lower)],
      fill: () => translucent(color(name), opacity),
    };
  }

  #cursor() {
    return {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      dataIdx: (plot, series, index) =>
        series === 0 ? index : nearest(plot.data[series], index) ?? index,
      points: {
        show: (plot, index) => this.#pointer(index),
      },
      bind: {
        dblclick: () => () => this.#shared.view(this.#shared.logarithmic, null),
      },
    };
  }

  /** Helpers such as the edges of bands get no dot at the cursor. */
  #pointer(index) {
    const series = this.#card.series[index - 1];
    const dot = document.createElement("div");
    dot.hidden = series.legend === false || series.marks === true;
    return dot;
  }

  #pointed(plot) {
    if (plot.root.matches(":hover") || plot.touched) {
      const { left } = plot.cursor;
      this.#shared.point(left < 0 ? null : Math.max(0, Math.round(plot.posToVal(left, "x"))), this);
    }
  }

  #selected(plot) {
    const { left, width } = plot.select;
    if (width > 0) {
      const ends = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.#shared.view(this.#shared.logarithmic, ends.map((end) => Math.max(0, end)));
    }
  }

  /** A finger moves the cursor sideways and scrolls the page up and down. */
  #touch(plot) {
    const move = (event) => {
      if (event.pointerType === "touch") {
        plot.touched = true;
        const left = event.clientX - plot.over.getBoundingClientRect().left;
        plot.setCursor({ left, top: 0 });
        plot.touched = false;
      }
    };
    plot.over.addEventListener("pointerdown", move);
    plot.over.addEventListener("pointermove", move);
  }

  #drawZero(plot) {
    const { min, max } = plot.scales.y;
    if (this.#card.zero && !this.logarithmic && min < 0 && max > 0) {
      const y = Math.round(plot.valToPos(0, "y", true));
      stroke(plot, color("ink-faint"), 1, (path) => {
        path.moveTo(plot.bbox.left, y);
        path.lineTo(plot.bbox.left + plot.bbox.width, y);
      });
    }
  }

  /** Arrows at the edge for marks that lie beyond it. */
  #drawOutside(plot) {
    const index = 1 + this.#card.series.findIndex((series) => series.marks);
    if (index === 0) {
      return;
    }
    const { min, max } = plot.scales.y;
    const { top, height } = plot.bbox;
    const size = 5 * devicePixelRatio;
    plot.data[index].forEach((value, i) => {
      const beyond = value < min ? -1 : value > max ? 1 : 0;
      const x = plot.valToPos(plot.data[0][i], "x", true);
      if (typeof value === "number" && beyond !== 0 && isInside(plot, x)) {
        const y = beyond < 0 ? top + height : top;
        stroke(plot, color(this.#card.series[index - 1].color), 2 * devicePixelRatio, (path) => {
          path.moveTo(x - size, y + 2 * beyond * size);
          path.lineTo(x, y + 0.6 * beyond * size);
          path.lineTo(x + size, y + 2 * beyond * size);
        });
      }
    });
  }

  /** Crosses along the bottom. */
  #drawMissing(plot) {
    const size = 4 * devicePixelRatio;
    const y = plot.bbox.top + plot.bbox.height - 2 * size;
    for (const step of this.#missing) {
      const x = plot.valToPos(step, "x", true);
      if (isInside(plot, x)) {
        stroke(plot, color("bad"), 1.75 * devicePixelRatio, (path) => {
          path.moveTo(x - size, y - size);
          path.lineTo(x + size, y + size);
          path.moveTo(x - size, y + size);
          path.lineTo(x + size, y - size);
        });
      }
    }
  }
}

function style({ color: name, width, dash, points, marks, axis, opacity = 1 }) {
  if (name === undefined) {
    return { scale: "y", width: 0, points: { show: false }, spanGaps: false };
  }
  const paint = () => translucent(color(name), opacity);
  return {
    scale: AXIS[axis],
    stroke: marks ? undefined : paint,
    width,
    dash,
    points: marks
      ? { show: true, size: 9, width: 2, stroke: paint, fill: () => color("surface") }
      : { show: points === true, size: 5, stroke: paint, fill: paint },
  };
}

function look(grid) {
  return {
    font: FONT,
    stroke: () => color("ink-faint"),
    grid: { show: grid, stroke: () => color("grid"), width: 1 },
    ticks: { show: false },
  };
}

function stroke(plot, paint, width, draw) {
  const { ctx } = plot;
  const path = new Path2D();
  draw(path);
  ctx.save();
  ctx.strokeStyle = paint;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.restore();
}

function isInside(plot, x) {
  return x >= plot.bbox.left && x <= plot.bbox.left + plot.bbox.width;
}

function translucent(hex, opacity) {
  return opacity === 1 ? hex : `${hex}${Math.round(255 * opacity).toString(16).padStart(2, "0")}`;
}

/** Index of the step nearest to a given one; x is sorted. */
export function closest(x, step) {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < step) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 && step - x[low - 1] < x[low] - step ? low - 1 : low;
}

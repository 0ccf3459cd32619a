import { AXIS } from "./axes.js";
import { translucent } from "./paint.js";
import { joined } from "./series.js";
import { color } from "./theme.js";

/** What is drawn beside lines and bands, on uPlot's canvas. */

/** Horizontal lines at values that matter, as zero. */
export function drawGuides(plot, guides) {
  const { min, max } = plot.scales.y;
  for (const { at } of guides) {
    if (min < at && max > at) {
      const y = Math.round(plot.valToPos(at, "y", true));
      stroke(plot, color("ink-faint"), 1, (path) => {
        path.moveTo(plot.bbox.left, y);
        path.lineTo(plot.bbox.left + plot.bbox.width, y);
      });
    }
  }
}

/**
 * Vertical bars at the steps that a band does not reach.
 *
 * @param bands [{lower: column of the band, ends: upper and lower column of the bar or none, color, opacity}]
 */
export function drawBars(plot, bands) {
  for (const { lower, ends, color: name, opacity } of bands.filter((band) => band.ends.length > 0)) {
    const reached = joined(plot.data[lower]);
    const [highs, lows] = ends.map((end) => plot.data[end]);
    const { scale } = plot.series[lower];
    stroke(plot, translucent(color(name), Math.min(1, 3 * opacity)), 2 * devicePixelRatio, (path) => {
      highs.forEach((high, i) => {
        if (isNumber(high) && !reached.has(i)) {
          bar(plot, path, i, [high, lows[i] ?? null].map((end) => ending(plot, end, scale)));
        }
      });
    });
  }
}

/** Arrows at the edge for marks that lie beyond it. */
export function drawOutside(plot, series) {
  const marked = series.flatMap(({ marks, color: name, axis = "left" }, s) =>
    marks ? [{ color: name, values: plot.data[s + 1], scale: plot.scales[AXIS[axis]] }] : [],
  );
  const beyond = (isBeyond) =>
    marked.map(({ color: name, values, scale }) => ({
      color: name,
      steps: plot.data[0].filter((_, i) => isNumber(values[i]) && isBeyond(values[i], scale)),
    }));
  arrows(plot, -1, beyond((value, { min }) => value < min));
  arrows(plot, 1, beyond((value, { max }) => value > max));
}

/**
 * Arrows at the bottom for values that a logarithmic axis does not have.
 *
 * @param values [{steps, color}]
 */
export function drawBeneath(plot, values) {
  arrows(plot, -1, values);
}

/** Crosses along the bottom at steps without a value. */
export function drawMissing(plot, steps) {
  const size = 4 * devicePixelRatio;
  const y = plot.bbox.top + plot.bbox.height - 2 * size;
  stroke(plot, color("bad"), 1.75 * devicePixelRatio, (path) => {
    for (const x of pixels(plot, steps)) {
      path.moveTo(x - size, y - size);
      path.lineTo(x + size, y + size);
      path.moveTo(x - size, y + size);
      path.lineTo(x + size, y - size);
    }
  });
}

function bar(plot, path, i, [from, to]) {
  const x = plot.valToPos(plot.data[0][i], "x", true);
  if (isInside(plot, x)) {
    path.moveTo(x, from);
    path.lineTo(x, to);
  }
}

/** Where a bar ends: within the plot; at its bottom where a logarithmic axis has no such value. */
function ending(plot, value, scale) {
  const { top, height } = plot.bbox;
  const y = value === null ? Infinity : plot.valToPos(value, scale, true);
  return Math.min(Math.max(y, top), top + height);
}

/**
 * One for each column of pixels and colour.
 *
 * @param direction 1 up, -1 down
 * @param values [{steps, color}]
 */
function arrows(plot, direction, values) {
  const { top, height } = plot.bbox;
  const size = 5 * devicePixelRatio;
  const y = direction < 0 ? top + height : top;
  for (const name of new Set(values.map((one) => one.color))) {
    const steps = values.filter((one) => one.color === name).flatMap((one) => [...one.steps]);
    stroke(plot, color(name), 2 * devicePixelRatio, (path) => {
      for (const x of pixels(plot, steps)) {
        path.moveTo(x - size, y + 2 * direction * size);
        path.lineTo(x, y + 0.6 * direction * size);
        path.lineTo(x + size, y + 2 * direction * size);
      }
    });
  }
}

/** The columns of pixels in the plot that have such a step. */
function pixels(plot, steps) {
  const all = steps.map((step) => Math.round(plot.valToPos(step, "x", true)));
  return new Set(all.filter((x) => isInside(plot, x)));
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

function isNumber(value) {
  return typeof value === "number";
}

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
    highs.forEach((high, i) => {
      if (typeof high === "number" && !reached.has(i)) {
        const paint = translucent(color(name), Math.min(1, 3 * opacity));
        bar(plot, i, [high, lows[i] ?? null].map((end) => ending(plot, end, scale)), paint);
      }
    });
  }
}

/** Arrows at the edge for marks that lie beyond it. */
export function drawOutside(plot, series) {
  series.forEach(({ marks, color: name, axis = "left" }, s) => {
    if (marks) {
      const { min, max } = plot.scales[AXIS[axis]];
      plot.data[s + 1].forEach((value, i) => {
        const beyond = typeof value !== "number" ? 0 : value < min ? -1 : value > max ? 1 : 0;
        if (beyond !== 0) {
          arrow(plot, plot.valToPos(plot.data[0][i], "x", true), beyond, color(name));
        }
      });
    }
  });
}

/** Arrows at the bottom for values that a logarithmic axis does not have. */
export function drawBeneath(plot, values) {
  for (const { step, color: name } of values) {
    arrow(plot, plot.valToPos(step, "x", true), -1, color(name));
  }
}

/** Crosses along the bottom at steps without a value. */
export function drawMissing(plot, steps) {
  const size = 4 * devicePixelRatio;
  const y = plot.bbox.top + plot.bbox.height - 2 * size;
  for (const step of steps) {
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

function bar(plot, i, [from, to], paint) {
  const x = plot.valToPos(plot.data[0][i], "x", true);
  if (isInside(plot, x)) {
    stroke(plot, paint, 2 * devicePixelRatio, (path) => {
      path.moveTo(x, from);
      path.lineTo(x, to);
    });
  }
}

/** Where a bar ends: within the plot; at its bottom where a logarithmic axis has no such value. */
function ending(plot, value, scale) {
  const { top, height } = plot.bbox;
  const y = value === null ? Infinity : plot.valToPos(value, scale, true);
  return Math.min(Math.max(y, top), top + height);
}

/** @param direction 1 up, -1 down */
function arrow(plot, x, direction, paint) {
  const { top, height } = plot.bbox;
  const size = 5 * devicePixelRatio;
  const y = direction < 0 ? top + height : top;
  if (isInside(plot, x)) {
    stroke(plot, paint, 2 * devicePixelRatio, (path) => {
      path.moveTo(x - size, y + 2 * direction * size);
      path.lineTo(x, y + 0.6 * direction * size);
      path.lineTo(x + size, y + 2 * direction * size);
    });
  }
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

import { AXIS } from "./axes.js";
import { alone } from "./series.js";
import { color } from "./theme.js";

/** How uPlot draws a series of a layer. */
export function seriesStyle({ color: name, width, dash, points, marks, axis = "left", opacity = 1 }) {
  if (name === undefined) {
    return { scale: AXIS[axis], width: 0, points: { show: false }, spanGaps: false };
  }
  const paint = () => translucent(color(name), opacity);
  return {
    scale: AXIS[axis],
    stroke: marks ? undefined : paint,
    width,
    dash,
    points: marks
      ? { show: true, size: 9, width: 2, stroke: paint, fill: () => color("surface") }
      : { ...(points ? { show: true, size: 5 } : lonely(width)), stroke: paint, fill: paint },
  };
}

/** How uPlot draws a band. */
export function bandStyle({ upper, lower, color: name, opacity }) {
  return { series: [upper, lower], fill: () => translucent(color(name), opacity) };
}

/** Of a line without points, those that it does not reach: small, for a larger one may lie below. */
function lonely(width) {
  return { show: false, size: 4, filter: width > 0 ? (plot, s) => alone(plot.data[s]) : null };
}

export function translucent(hex, opacity) {
  return opacity === 1 ? hex : `${hex}${Math.round(255 * opacity).toString(16).padStart(2, "0")}`;
}

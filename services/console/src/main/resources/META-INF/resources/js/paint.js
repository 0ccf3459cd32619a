import { AXIS } from "./axes.js";
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
      : { show: points === true, size: 5, stroke: paint, fill: paint },
  };
}

export function translucent(hex, opacity) {
  return opacity === 1 ? hex : `${hex}${Math.round(255 * opacity).toString(16).padStart(2, "0")}`;
}

import { tick } from "./format.js";
import { even, logTicks, stepRange, stepTicks, valueRange } from "./scales.js";
import { color } from "./theme.js";

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Room for the ticks of a value axis, in pixels. */
const USUAL_SIZE = 46;
const CHARACTER = 7;

/** uPlot's names of the value axes. */
export const AXIS = { left: "y", right: "y2" };

/**
 * Scales of a plot.
 *
 * @param look {series, right: whether there is an axis on the right, logarithmic: the left one,
 *   guides}
 * @param shared the step axis of all plots
 */
export function scales(look, shared) {
  return {
    x: {
      time: false,
      distr: shared.logarithmic ? 4 : 1,
      asinh: 1,
      range: () => stepRange(shared.last, shared.zoom),
    },
    y: valueScale("left", look),
    ...(look.right ? { y2: valueScale("right", look) } : {}),
  };
}

export function axes(look, shared) {
  return [
    stepAxis(shared),
    valueAxis("left", look.logarithmic),
    ...(look.right ? [valueAxis("right", false)] : []),
  ];
}

function valueScale(axis, { series, logarithmic, guides }) {
  const log = logarithmic && axis === "left";
  const always = axis === "left" ? guides.filter((guide) => guide.ranged).map((guide) => guide.at) : [];
  return {
    distr: log ? 3 : 1,
    range: (plot) => {
      const own = series
        .map((one, i) => [one, plot.data[i + 1]])
        .filter(([one]) => (one.axis ?? "left") === axis);
      const pick = (ranged) => own.filter(([one]) => one.ranged === ranged).map(([, column]) => column);
      return valueRange([...pick(true), always], pick(false), log);
    },
  };
}

function stepAxis(shared) {
  return {
    ...axisLook(true),
    size: 28,
    gap: 4,
    splits: (plot, axis, min, max) =>
      stepTicks(min, max, shared.logarithmic, plot.bbox.width / devicePixelRatio),
    values: (plot, ticks) => ticks.map(tick),
    filter: (plot, ticks) => ticks,
  };
}

function valueAxis(axis, logarithmic) {
  return {
    ...axisLook(axis === "left"),
    scale: AXIS[axis],
    side: axis === "left" ? 3 : 1,
    size: (plot, ticks) =>
      Math.max(USUAL_SIZE, ...(ticks ?? []).map((text) => 6 + CHARACTER * text.length)),
    gap: 4,
    splits: (plot, index, min, max) => {
      const room = plot.bbox.height / devicePixelRatio / 34;
      return logarithmic ? logTicks(min, max, room) : even(min, max, room);
    },
    values: (plot, ticks) => ticks.map(tick),
    filter: (plot, ticks) => ticks,
  };
}

function axisLook(grid) {
  return {
    font: FONT,
    stroke: () => color("ink-faint"),
    // Ticks are our own; uPlot leaves an axis out where none of its increments is large enough.
    incrs: [Infinity],
    grid: { show: grid, stroke: () => color("grid"), width: 1 },
    ticks: { show: false },
  };
}

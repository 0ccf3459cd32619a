import { diagnostic, doubtful, points, smooth, undefinedSteps } from "./series.js";

/**
 * The plots of a run. A card has
 *   figures: headline numbers, each a measured statistic or a function of the model;
 *   tables(model): {x, columns} for each group of series with the same steps;
 *   series: what the columns are, in their order. `legend: false` hides helpers such as the edges of
 *     bands; `error` names the series that is one standard error above;
 *   bands: [upper, lower, colour, opacity] by key of series;
 *   missing(model): steps at which there is no value.
 * The model is the store: losses by split, measurements by statistic, the run's summary.
 */
export const CARDS = [loss(), llc(), sharpness(), margin(), norms(), slopes()];

function loss() {
  return {
    id: "loss",
    title: "Loss",
    logarithmic: true,
    figures: [
      { label: "minibatch", color: "blue", of: lastLoss },
      { label: "held-out", color: "orange", statistic: "loss/heldout" },
    ],
    tables(model) {
      const train = model.losses.train ?? { step: [], mean: [], min: [], max: [] };
      const heldout = points(model.measurements["loss/heldout"]);
      const sent = finer(model.losses.heldout, heldout.x.length);
      return [
        {
          x: train.step,
          columns: [train.max, train.min, train.mean, smooth(train.step, train.mean)],
        },
        { x: heldout.x, columns: [heldout.high, heldout.low, heldout.value] },
        { x: sent.step, columns: [sent.mean] },
      ];
    },
    series: [
      edge("max"),
      edge("min"),
      { ...line("raw", "", "blue", { width: 1, opacity: 0.28 }), legend: false },
      line("smooth", "minibatch, smoothed", "blue", { width: 2 }),
      edge("heldout-high"),
      edge("heldout-low"),
      line("heldout", "held-out", "orange", { width: 2, points: true, error: "heldout-high" }),
      line("sent", "held-out, sent by the trainer", "grey", { dash: [4, 3], optional: true }),
    ],
    bands: [
      ["max", "min", "blue", 0.12],
      ["heldout-high", "heldout-low", "orange", 0.2],
    ],
  };
}

function llc() {
  return {
    id: "llc",
    title: "Local learning coefficient",
    figures: [{ label: "LLC", color: "blue", statistic: "llc" }],
    tables(model) {
      const { x, value, low, high } = points(model.measurements.llc);
      const warned = doubtful(model.measurements.llc);
      const trusted = value.map((one, i) => (warned[i] === null ? one : null));
      return [{ x, columns: [high, low, trusted, value, warned] }];
    },
    series: [
      edge("high"),
      edge("low"),
      // A value that its diagnostics warn of may be far off: it does not stretch the axis.
      edge("trusted", true),
      line("llc", "LLC, standard error", "blue", {
        width: 2,
        points: true,
        error: "high",
        ranged: false,
      }),
      marks("doubtful", "not converged", "warn-mark"),
    ],
    bands: [["high", "low", "blue", 0.2]],
    missing: (model) => undefinedSteps(model.measurements.llc),
  };
}

function sharpness() {
  return {
    id: "sharpness",
    title: "Sharpness",
    logarithmic: true,
    figures: [
      { label: "worst case", color: "blue", statistic: "sharpness" },
      { label: "adaptive", color: "orange", statistic: "adaptive-sharpness" },
    ],
    tables: (model) =>
      ["sharpness", "adaptive-sharpness", "average-sharpness", "adaptive-average-sharpness"].map(
        (name) => banded(model.measurements[name]),
      ),
    series: [
      ...withBand("sharpness", "worst case", "blue", { width: 2, points: true }),
      ...withBand("adaptive-sharpness", "adaptive", "orange", { width: 2, points: true }),
      ...withBand("average-sharpness", "average", "blue", { dash: [5, 3] }),
      ...withBand("adaptive-average-sharpness", "adaptive average", "orange", { dash: [5, 3] }),
    ],
    bands: [
      ["sharpness-high", "sharpness-low", "blue", 0.16],
      ["adaptive-sharpness-high", "adaptive-sharpness-low", "orange", 0.16],
      ["average-sharpness-high", "average-sharpness-low", "blue", 0.2],
      ["adaptive-average-sharpness-high", "adaptive-average-sharpness-low", "orange", 0.2],
    ],
    missing: (model) => undefinedSteps(model.measurements.sharpness),
  };
}

function margin() {
  const quantiles = ["q95", "q90", "q75", "q25", "q10", "q05"];
  return {
    id: "margin",
    title: "Margin",
    figures: [
      { label: "median, training", color: "teal", statistic: "margin" },
      { label: "median, held-out", color: "orange", statistic: "margin/heldout" },
    ],
    tables(model) {
      const train = model.measurements.margin;
      const heldout = points(model.measurements["margin/heldout"]);
      const { x, value } = points(train);
      return [
        { x, columns: [...quantiles.map((name) => diagnostic(train, name)), value] },
        { x: heldout.x, columns: [heldout.value] },
      ];
    },
    series: [
      ...quantiles.map((name) => edge(name, true)),
      line("median", "training: median, quantiles 5–95 %", "teal", { width: 2, points: true }),
      line("heldout", "held-out median", "orange", { width: 2, dash: [5, 3] }),
    ],
    bands: [
      ["q95", "q05", "teal", 0.1],
      ["q90", "q10", "teal", 0.12],
      ["q75", "q25", "teal", 0.2],
    ],
    zero: true,
  };
}

function norms() {
  return {
    id: "norms",
    title: "Norms",
    figures: [
      { label: "weights", color: "violet", statistic: "weight-norm" },
      { label: "from start", color: "teal", statistic: "distance-from-initialization" },
    ],
    tables: (model) =>
      ["weight-norm", "distance-from-initialization"].map((name) => {
        const { x, value } = points(model.measurements[name]);
        return { x, columns: [value] };
      }),
    series: [
      line("weight-norm", "norm of the weights", "violet", { width: 2, points: true }),
      line("distance", "distance from initialization", "teal", { width: 2, points: true }),
    ],
    bands: [],
  };
}

function slopes() {
  return {
    id: "slopes",
    title: "Generalization gap and gradient",
    figures: [
      { label: "gap", color: "orange", statistic: "generalization-gap" },
      { label: "gradient norm", color: "grey", statistic: "gradient-norm" },
    ],
    tables(model) {
      const gradient = points(model.measurements["gradient-norm"]);
      return [
        banded(model.measurements["generalization-gap"]),
        { x: gradient.x, columns: [gradient.value] },
      ];
    },
    series: [
      ...withBand("gap", "held-out minus training loss", "orange", { width: 2, points: true }),
      line("gradient", "gradient norm (right)", "grey", { width: 1.5, axis: "right", dash: [5, 3] }),
    ],
    bands: [["gap-high", "gap-low", "orange", 0.2]],
    zero: true,
  };
}

/** Losses that the trainer sent, if they tell more than what was measured. */
function finer(losses, measured) {
  return losses !== undefined && losses.step.length > 2 * measured
    ? losses
    : { step: [], mean: [] };
}

function lastLoss(model) {
  const { last_loss: value, last_step: step } = model.run;
  return value === null ? null : { value, standard_error: null, verdict: "ok", reason: "", step };
}

function banded(list) {
  const { x, value, low, high } = points(list);
  return { x, columns: [high, low, value] };
}

function withBand(key, label, color, style) {
  return [
    edge(`${key}-high`),
    edge(`${key}-low`),
    line(key, label, color, { ...style, error: `${key}-high` }),
  ];
}

/** @param ranged whether the axis must show all of it */
function edge(key, ranged = false) {
  return { key, legend: false, ranged };
}

function line(key, label, color, style = {}) {
  return { key, label, color, ranged: true, width: 1.5, axis: "left", ...style };
}

function marks(key, label, color) {
  return { key, label, color, ranged: false, width: 0, marks: true, axis: "left" };
}

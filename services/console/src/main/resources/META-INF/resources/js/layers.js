import { besides, diagnostic, doubtful, points, smooth, undefinedSteps } from "./series.js";

/**
 * What a plot is made of. A layer has
 *   key: unique within its card; hiding a layer hides its series;
 *   statistic: key of the measurements that it shows, `statistic` or `statistic/variant`;
 *   series: what the columns are. `legend: false` hides helpers such as the edges of bands, `marks`
 *     are drawn as hollow rings, `error` names the series that is one standard error above;
 *   bands: [upper, lower, colour, opacity, ends] by key of series; `ends` are the upper and lower
 *     end of the bar at a step that the band does not reach, if there is to be one;
 *   table(model): {x, columns}, a column for each series;
 *   newest(model): the headline number, where the layer has a `headline`; `optional`: none before
 *     there is a value;
 *   missing(model): steps at which there is no value, though there should be.
 * The model is the store: losses by split, measurements by statistic, the run's summary.
 */

/** Colours and dashes of layers whose number is not known beforehand. */
const COLORS = ["blue", "orange", "teal", "violet", "grey"];
const DASHES = [undefined, [5, 3], [2, 3]];

/**
 * A statistic over the checkpoints: a line with a band of one standard error; a ring beside it, with
 * an error bar, where a value has not converged.
 *
 * @param style `diagnostic` or `setting`: that number of the statistic instead of its value;
 *   `stands`: whatever the verdict, as what a measurement cost;
 *   `headline`: its name above the plot; `optional`: neither that nor a legend before there is
 *   a value; `axis`, `width`, `dash`, `points`, `opacity`
 */
export function measured(statistic, label, color, style = {}) {
  const { diagnostic, setting, stands, headline, ...look } = style;
  const key = [statistic, diagnostic, setting].filter(Boolean).join(" ");
  const { axis = "left" } = look;
  const trusted = `${key} trusted`;
  const high = `${key} high`;
  const low = `${key} low`;
  const list = (model) => model.measurements[statistic] ?? [];
  const read = (some) => numbers(stands ? some.map(standing) : some, { diagnostic, setting });
  return {
    key,
    statistic,
    headline,
    color,
    optional: look.optional,
    series: [
      edge(high, axis),
      edge(low, axis),
      // A value that its diagnostics warn of may be far off: no line leads to it.
      edge(`${trusted} high`, axis),
      edge(`${trusted} low`, axis),
      { ...line(trusted, "", color, look), legend: false },
      line(key, label, color, { ...look, width: 0, points: false, error: high, ranged: false }),
      { key: `${key} doubtful`, color: "warn-mark", marks: true, legend: false, width: 0, axis, ranged: false },
    ],
    bands: [[`${trusted} high`, `${trusted} low`, color, 0.18, [high, low]]],
    table(model) {
      const measurements = read(list(model));
      const { x, value, low, high } = points(measurements);
      const warned = doubtful(measurements);
      const trust = (column) => column.map((one, i) => (warned[i] === null ? one : undefined));
      return { x, columns: [high, low, ...[high, low, value].map(trust), value, warned] };
    },
    newest: (model) => read(list(model).slice(-1))[0] ?? null,
    missing: (model) => undefinedSteps(read(list(model))),
  };
}

/**
 * A layer for each variant of a statistic that the run has, as one for each layer of the network.
 *
 * @param named what the legend calls a variant
 */
export function variants(statistic, named = (variant) => variant) {
  const prefix = `${statistic}/`;
  return {
    statistic,
    expand(model) {
      const keys = Object.keys(model.measurements).filter((key) => key.startsWith(prefix));
      return keys.sort(naturally).map((key, i) => {
        const look = { points: true, dash: DASHES[Math.floor(i / COLORS.length) % DASHES.length] };
        return measured(key, named(key.slice(prefix.length)), COLORS[i % COLORS.length], look);
      });
    },
  };
}

/** The fan of a distribution's quantiles, [upper, lower, opacity] by name of diagnostic. */
export function quantiles(statistic, color, pairs) {
  const names = pairs.flatMap(([upper, lower]) => [upper, lower]);
  return {
    key: `${statistic} quantiles`,
    statistic,
    series: names.map((name) => edge(`${statistic} ${name}`, "left", true)),
    bands: pairs.map(([upper, lower, opacity]) => {
      const ends = [`${statistic} ${upper}`, `${statistic} ${lower}`];
      return [...ends, color, opacity, ends];
    }),
    table(model) {
      const list = model.measurements[statistic];
      return { x: points(list).x, columns: names.map((name) => diagnostic(list, name)) };
    },
  };
}

/** Losses of minibatches: the range of each bucket of steps, its mean, and that smoothed. */
export function minibatches(label, color) {
  return {
    key: "minibatch",
    headline: "minibatch",
    color,
    series: [
      edge("minibatch max", "left"),
      edge("minibatch min", "left"),
      { ...line("minibatch mean", "", color, { width: 1, opacity: 0.28 }), legend: false },
      line("minibatch", label, color, { width: 2 }),
    ],
    bands: [["minibatch max", "minibatch min", color, 0.12]],
    table(model) {
      const train = model.losses.train ?? { step: [], mean: [], min: [], max: [] };
      return {
        x: train.step,
        columns: [train.max, train.min, train.mean, smooth(train.step, train.mean)],
      };
    },
    newest({ run: { last_loss: value, last_loss_step: step } }) {
      return value === null ? null : { value, standard_error: null, verdict: "ok", reason: "", step };
    },
  };
}

/** Held-out losses that the trainer sent, if they tell more than what was measured. */
export function sentHeldout(label, color) {
  return {
    key: "sent",
    series: [line("sent", label, color, { dash: [4, 3], optional: true })],
    bands: [],
    table({ losses: { heldout }, measurements }) {
      const least = 2 * (measurements["loss/heldout"] ?? []).length;
      const finer = heldout !== undefined && heldout.step.length > least;
      return finer ? { x: heldout.step, columns: [heldout.mean] } : { x: [], columns: [[]] };
    },
  };
}

/** Whether a layer has ever had a value. */
export function hasValues(layer, model) {
  return layer.table(model).columns.some((column) => column.some((value) => value != null));
}

/** The same points with another of their numbers as value, and its error where it has one. */
function numbers(list, { diagnostic, setting }) {
  if (diagnostic === undefined && setting === undefined) {
    return list;
  }
  return list.map((point) => ({
    ...point,
    value: besides(point, setting ? point.settings[setting] : point.diagnostics[diagnostic]),
    standard_error: besides(point, point.diagnostics[`${diagnostic}-error`]),
  }));
}

function standing(point) {
  return { ...point, verdict: "ok" };
}

/** `layer2` before `layer10`. */
function naturally(a, b) {
  return a.localeCompare(b, "en", { numeric: true });
}

/** @param ranged whether the axis must show all of it */
function edge(key, axis, ranged = false) {
  return { key, legend: false, ranged, axis };
}

function line(key, label, color, style) {
  return { key, label, color, ranged: true, width: 1.5, axis: "left", ...style };
}

/** From what was measured to columns that can be drawn. */

/** Share of the steps so far over which minibatch losses are smoothed. */
const MEMORY = 0.02;
const SHORTEST_MEMORY_STEPS = 8;

/** Columns of a statistic: value and the ends of its error bar (one standard error). */
export function points(list = []) {
  return {
    x: list.map((point) => point.step),
    value: list.map((point) => point.value),
    low: list.map((point) => shifted(point, -1)),
    high: list.map((point) => shifted(point, 1)),
  };
}

/** Values whose diagnostics warn, null elsewhere. */
export function doubtful(list = []) {
  return list.map((point) => (point.verdict === "not-converged" ? point.value : null));
}

/** Steps at which there is no value, though there should be. */
export function undefinedSteps(list = []) {
  return list.filter((point) => point.verdict === "undefined").map((point) => point.step);
}

export function diagnostic(list = [], name) {
  return list.map((point) => besides(point, point.diagnostics[name]));
}

/** A diagnostic or setting as a number; null where the value that it belongs to is undefined. */
export function besides(point, number) {
  return typeof number === "number" && point.verdict !== "undefined" ? number : null;
}

/** Indices of the values that no line reaches: a line ends at null and runs across undefined. */
export function alone(column) {
  return stretches(column).filter((stretch) => stretch.length === 1).flat();
}

/** Indices of the values that a line reaches. */
export function joined(column) {
  return new Set(stretches(column).filter((stretch) => stretch.length > 1).flat());
}

function stretches(column) {
  const found = [[]];
  column.forEach((value, i) => {
    if (value === null) {
      found.push([]);
    } else if (value !== undefined) {
      found.at(-1).push(i);
    }
  });
  return found;
}

/**
 * Exponential average by step, over a fixed share of the steps so far, so that it looks alike on a
 * linear and on a logarithmic axis.
 */
export function smooth(steps, losses) {
  let weighted = 0;
  let weights = 0;
  let before = steps[0];
  return losses.map((loss, i) => {
    if (loss === null) {
      return null;
    }
    const memory = SHORTEST_MEMORY_STEPS + MEMORY * steps[i];
    const keep = Math.exp(-(steps[i] - before) / memory);
    before = steps[i];
    const fresh = Math.max(1 - keep, 1e-3);
    weighted = keep * weighted + fresh * loss;
    weights = keep * weights + fresh;
    return weighted / weights;
  });
}

/**
 * One x for all tables, each {x, columns: [[y]...]} with x increasing: the sorted union of their
 * steps. `undefined` stands where a table has no such step, so that lines run across.
 */
export function align(tables) {
  const x = Float64Array.from(new Set(tables.flatMap((table) => table.x))).sort();
  const columns = tables.flatMap((table) => {
    const places = spread(x, table.x);
    return table.columns.map((column) => {
      const wide = new Array(x.length);
      places.forEach((place, i) => {
        wide[place] = column[i];
      });
      return wide;
    });
  });
  return [x, ...columns];
}

/** The index nearest to `from` where a column has a number; null if it has none. */
export function nearest(column, from) {
  for (let distance = 0; distance < column.length; distance++) {
    for (const index of [from - distance, from + distance]) {
      if (column[index] !== null && column[index] !== undefined) {
        return index;
      }
    }
  }
  return null;
}

/** The point of a list that is not empty whose step is nearest to a given one. */
export function nearestPoint(list, step) {
  return list[closest(list.map((point) => point.step), step)];
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

function spread(all, some) {
  let place = 0;
  return some.map((step) => {
    while (all[place] < step) {
      place++;
    }
    return place;
  });
}

function shifted(point, errors) {
  const known = point.value !== null && point.standard_error !== null;
  return known ? point.value + errors * point.standard_error : null;
}

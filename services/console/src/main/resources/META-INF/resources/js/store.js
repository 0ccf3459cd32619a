/**
 * What the console knows, kept up to date by server-sent events. The first event holds everything,
 * later ones what changed; the id of the last one resumes after a break.
 */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10000;

export class Store {
  #listeners = new Set();
  #source = null;
  #retry = 0;
  #retryMs = FIRST_RETRY_MS;
  #followed = null;
  #lastId = "";

  constructor() {
    this.connection = "connecting";
    this.#clear();
  }

  /** Follows the list of runs and, unless null, one run in full. */
  follow(run) {
    this.#followed = run;
    this.#lastId = "";
    this.#clear();
    this.#connect();
  }

  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #clear() {
    this.ready = false;
    this.runs = new Map();
    this.losses = {};
    this.measurements = {};
    this.deadLetters = [];
  }

  #connect() {
    this.#source?.close();
    clearTimeout(this.#retry);
    const query = new URLSearchParams();
    if (this.#followed !== null) {
      query.set("run", this.#followed);
    }
    if (this.#lastId) {
      query.set("since", this.#lastId);
    }
    const source = new EventSource(`api/events?${query}`);
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("error", () => this.#broke(source));
    source.addEventListener("reset", (event) => this.#receive(event, true));
    source.addEventListener("update", (event) => this.#receive(event, false));
    this.#source = source;
  }

  #opened() {
    this.#retryMs = FIRST_RETRY_MS;
    this.#connectionIs("live");
  }

  /** A browser tries again by itself unless the answer was an error; then we do. */
  #broke(source) {
    if (source !== this.#source) {
      return;
    }
    this.#connectionIs("away");
    if (source.readyState === EventSource.CLOSED) {
      this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
    }
  }

  #connectionIs(state) {
    this.connection = state;
    this.#tell();
  }

  #receive(event, reset) {
    if (reset) {
      this.#clear();
    }
    this.#lastId = event.lastEventId;
    this.ready = true;
    const changes = JSON.parse(event.data);
    for (const id of changes.deleted) {
      this.#delete(id);
    }
    for (const run of changes.runs) {
      this.runs.set(run.id, run);
    }
    for (const [split, losses] of Object.entries(changes.losses)) {
      this.losses[split] = mergeLosses(this.losses[split], losses);
    }
    for (const [key, points] of Object.entries(changes.measurements)) {
      this.measurements[key] = mergePoints(this.measurements[key] ?? [], points);
    }
    this.deadLetters = changes.dead_letters ?? this.deadLetters;
    this.#tell();
  }

  #delete(id) {
    this.runs.delete(id);
    if (id === this.#followed) {
      this.losses = {};
      this.measurements = {};
    }
  }

  #tell() {
    this.#listeners.forEach((listener) => listener());
  }
}

const COLUMNS = ["first", "step", "mean", "min", "max", "gradient_norm"];

/** Buckets by first step; new ones replace or follow old ones. */
export function mergeLosses(old, changed) {
  if (old === undefined || changed.replace) {
    return changed;
  }
  const from = changed.first[0];
  let kept = old.first.length;
  while (kept > 0 && old.first[kept - 1] >= from) {
    kept--;
  }
  const later = new Set(changed.first);
  const rows = [];
  for (let i = kept; i < old.first.length; i++) {
    if (!later.has(old.first[i])) {
      rows.push(COLUMNS.map((column) => old[column][i]));
    }
  }
  changed.first.forEach((_, i) => rows.push(COLUMNS.map((column) => changed[column][i])));
  rows.sort((a, b) => a[0] - b[0]);
  const merged = { replace: false };
  COLUMNS.forEach((column, c) => {
    merged[column] = old[column].slice(0, kept).concat(rows.map((row) => row[c]));
  });
  return merged;
}

/** Points by step. */
export function mergePoints(old, changed) {
  const last = old.length === 0 ? -Infinity : old[old.length - 1].step;
  if (changed.every((point) => point.step > last)) {
    return old.concat(changed);
  }
  const byStep = new Map(old.map((point) => [point.step, point]));
  changed.forEach((point) => byStep.set(point.step, point));
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}

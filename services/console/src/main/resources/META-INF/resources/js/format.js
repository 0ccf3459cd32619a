/** Numbers and times as people read them. */

const NONE = "–";

/** Three significant digits; powers of ten only where plain digits would be unreadable. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return value.toExponential(digits - 1);
  }
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toLocaleString("en", {
    minimumFractionDigits: Math.min(decimals, 8),
    maximumFractionDigits: Math.min(decimals, 8),
  });
}

/** `± error` with two significant digits; empty for exact and unknown. */
export function error(standardError) {
  return standardError > 0 ? `± ${number(standardError, 2)}` : "";
}

/** A value with as many decimals as its error has at two significant digits. */
export function valueWithin(value, standardError) {
  if (!(standardError > 0) || value === null || Math.abs(value) >= 1e7) {
    return number(value);
  }
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(standardError)));
  return decimals > 6 ? number(value) : fixed(value, decimals);
}

export function integer(value) {
  return value === null || value === undefined ? NONE : Math.round(value).toLocaleString("en");
}

/** Ticks of an axis: 12k, 0.05, 2e-5, 5e25. */
export function tick(value) {
  const size = Math.abs(value);
  if (size >= 1e9 || (size !== 0 && size < 1e-3)) {
    return Number(value.toPrecision(4)).toExponential().replace("+", "");
  }
  if (size >= 1e6) {
    return `${trim(value / 1e6)}M`;
  }
  if (size >= 1e3) {
    return `${trim(value / 1e3)}k`;
  }
  return trim(value);
}

/** `1 checkpoint`, `2 checkpoints`. */
export function count(amount, noun) {
  return `${integer(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

/** `just now`, `4 min ago`, `3 h ago`, a date. */
export function ago(time, now = Date.now()) {
  const seconds = (now - Date.parse(time)) / 1000;
  if (seconds < 45) {
    return "just now";
  }
  if (seconds < 5400) {
    return `${Math.round(seconds / 60)} min ago`;
  }
  return seconds < 129600
    ? `${Math.round(seconds / 3600)} h ago`
    : new Date(time).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}

/** A date and a time of day, to the second. */
export function time(instant) {
  return new Date(instant).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" });
}

/** `48 s`, `12 min`, `3.4 h`. */
export function duration(from, to) {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 90) {
    return `${Math.max(0, Math.round(seconds))} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function fixed(value, decimals) {
  return value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function trim(value) {
  return String(Number(value.toPrecision(4)));
}

/** Ranges and ticks of the axes. */

/** From 0 to the newest step, or what was zoomed to. */
export function stepRange(last, zoom) {
  return zoom ?? [0, Math.max(last, 10)];
}

/** Ticks of the step axis: even ones, or the powers of ten with 0. */
export function stepTicks(min, max, logarithmic, width) {
  if (!logarithmic) {
    return even(min, max, width / 80);
  }
  const decades = [0];
  for (let power = 1; power <= max; power *= 10) {
    decades.push(power);
  }
  const inside = decades.filter((step) => step >= min && step <= max);
  return inside.length > 2 ? inside : even(min, max, width / 80);
}

/**
 * The range of values: all of the lines, and of the bands as much as does not flatten the lines.
 *
 * @param lines columns of numbers, null or undefined
 */
export function valueRange(lines, bands, logarithmic) {
  const [bandLow, bandHigh] = extent(bands, logarithmic);
  let [low, high] = extent(lines, logarithmic);
  if (low > high) {
    [low, high] = [bandLow, bandHigh];
  }
  if (low > high) {
    return logarithmic ? [0.1, 1] : [0, 1];
  }
  if (logarithmic) {
    const least = Math.max(Math.min(low, bandLow), low / 3);
    const most = Math.min(Math.max(high, bandHigh), high * 3);
    return [least / 1.15, most * 1.15];
  }
  const span = high - low || Math.abs(high) || 1;
  const least = Math.max(Math.min(low, bandLow), low - span / 2);
  const most = Math.min(Math.max(high, bandHigh), high + span / 2);
  const room = 0.06 * (most - least || span);
  const fromZero = low >= 0 && low < 0.4 * high;
  return [fromZero ? Math.min(0, least) : least - room, most + room];
}

/** 1, 2, 5 of each power of ten, thinned to what fits. */
export function logTicks(min, max, room) {
  for (const digits of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = logTicksOf(digits, min, max);
    if (ticks.length <= room && ticks.length > 1) {
      return ticks;
    }
  }
  const powers = logTicksOf([1], min, max);
  if (powers.length <= 1) {
    return even(min, max, room);
  }
  const stride = Math.ceil(powers.length / room);
  return powers.filter((_, i) => i % stride === 0);
}

/** Round numbers, about as many as there is room for. */
export function even(min, max, room) {
  const rough = (max - min) / Math.max(2, room);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((digit) => digit * power >= rough);
  const first = Math.ceil(min / step - 1e-9);
  const count = 1 + Math.floor((max - first * step) / step + 1e-9);
  const ticks = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return [...new Set(ticks)];
}

function logTicksOf(digits, min, max) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= min && tick <= max) {
        ticks.push(tick);
      }
    }
  }
  return ticks;
}

function extent(columns, positive) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value !== null && value !== undefined && (!positive || value > 0)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return [low, high];
}

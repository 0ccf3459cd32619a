import { h } from "./dom.js";

/** What a result says of itself. */

const LOOKS = {
  converged: ["good", "converged"],
  "not-converged": ["warn", "not converged"],
  undefined: ["bad", "undefined"],
  "not-applicable": ["", "not applicable"],
  skipped: ["", "skipped"],
};

/** A pill, with the reason on hover; null where there is nothing to say. */
export function verdictPill(point) {
  if (!point || point.verdict === "ok") {
    return null;
  }
  const [tone, text] = look(point);
  return h("span", { class: `pill ${tone}`, title: point.reason || undefined }, text);
}

/** `not converged: R-hat 1.2 is above 1.05`; empty where the value stands. */
export function objection(point) {
  const stands = point === null || point.verdict === "ok" || point.verdict === "converged";
  return stands ? "" : [look(point)[1], point.reason].filter(Boolean).join(": ");
}

/** A verdict of later versions goes by its own name. */
function look(point) {
  return LOOKS[point.verdict] ?? ["", point.verdict];
}

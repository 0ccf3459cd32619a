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
  const look = point ? LOOKS[point.verdict] : undefined;
  return look ? h("span", { class: `pill ${look[0]}`, title: point.reason || undefined }, look[1]) : null;
}

/** `not converged: R-hat 1.2 is above 1.05`; empty where the value stands. */
export function objection(point) {
  const stands = point === null || point.verdict === "ok" || point.verdict === "converged";
  return stands ? "" : [LOOKS[point.verdict][1], point.reason].filter(Boolean).join(": ");
}

import { h } from "./dom.js";
import { integer } from "./format.js";

const LOOKS = {
  running: ["live good", "running"],
  completed: ["", "completed"],
  failed: ["bad", "failed"],
  unannounced: ["warn", "waiting for its start"],
};

/** Whether a run is going. */
export function statePill(run) {
  const [look, text] = LOOKS[run.state];
  return h("span", { class: `pill ${look}` }, text);
}

/** `step 300` for a value of an older step than the newest checkpoint, else empty. */
export function olderStep(point, run) {
  const older = point && point.step < (run.checkpoints.newest_step ?? 0);
  return older ? `step ${integer(point.step)}` : "";
}

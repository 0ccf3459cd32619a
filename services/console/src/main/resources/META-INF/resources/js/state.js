import { h } from "./dom.js";

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

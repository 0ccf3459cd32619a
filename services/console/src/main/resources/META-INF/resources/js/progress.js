import { h } from "./dom.js";
import { count, integer } from "./format.js";
import { measuringLine } from "./measuring.js";

/** How far the services are with a run's checkpoints, and what they are measuring. */
export function progressStrip(run, live) {
  return h(
    "div",
    { class: run.fully_measured ? "progress-strip" : "progress-strip going" },
    overall(run),
    run.services.map((service) => meter(service, run.checkpoints.published, live)),
  );
}

function overall({ checkpoints, fully_measured: done, state }) {
  const { published, announced, measured, failed } = checkpoints;
  const missing = announced === null ? 0 : Math.max(0, announced - published);
  const ended = state === "completed" || state === "failed";
  const text =
    missing > 0
      ? `${count(missing, "checkpoint")} still to arrive`
      : failed > 0
        ? "Checkpoints"
        : done
          ? "Fully measured"
          : ended
            ? "Measuring what is left"
            : "Checkpoints measured";
  return h(
    "div",
    { class: "service" },
    h("span", { class: "label" }, text),
    h("span", { class: "value" }, measuredOf(checkpoints)),
    bar(measured, published),
    measuringLine(null),
  );
}

/** `3 of 3`, `1 of 3 measured, 2 failed`. */
export function measuredOf({ published, measured, failed }) {
  const share = `${integer(measured)} of ${integer(published)}`;
  return failed === 0
    ? [share]
    : [`${share} measured, `, h("span", { class: "bad-text" }, `${integer(failed)} failed`)];
}

function meter(progress, published, live) {
  const { service, measured, failed, dead_letters: letters, queue_length: queue } = progress;
  const rest = failed > 0 ? `${integer(failed)} failed` : "up to date";
  return h(
    "div",
    { class: "service", "data-service": service },
    h("span", { class: "label" }, service),
    h(
      "span",
      { class: "value" },
      queue === 0 ? rest : `${integer(queue)} waiting`,
      letters > 0 ? h("span", { class: "bad-text" }, ` · ${count(letters, "dead letter")}`) : null,
    ),
    bar(measured - failed, published),
    live ? measuringLine(progress.measuring, progress.jobs_in_progress - 1) : measuringLine(null),
  );
}

function bar(done, all) {
  const fill = h("i");
  fill.style.width = `${all === 0 ? 0 : (100 * done) / all}%`;
  return h("span", { class: all > 0 && done === all ? "meter done" : "meter" }, fill);
}

import { h } from "./dom.js";
import { ago, count, duration, error, integer, number, valueWithin } from "./format.js";
import { emptyState } from "./empty.js";
import { deadLetterNotice } from "./deadletters.js";
import { firstMeasured, measuringLine } from "./measuring.js";
import { measuredOf } from "./progress.js";
import { olderStep, statePill } from "./state.js";
import { verdictPill } from "./verdict.js";

/** The list of runs. */
export class RunsPage {
  #store;
  #drawn = "";

  constructor(store) {
    this.#store = store;
    this.root = h("div", { class: "runs-page" }, h("h1", { class: "hidden-text" }, "Runs"));
    document.title = "Basinwatch";
  }

  close() {}

  render() {
    const { ready, runs, deadLetters, connection } = this.#store;
    const live = connection === "live";
    if (!ready) {
      return;
    }
    const sorted = [...runs.values()].sort((a, b) =>
      (b.started_at ?? "").localeCompare(a.started_at ?? ""),
    );
    const orphans = deadLetters.filter((letter) => !runs.has(letter.key.split("/")[0]));
    const minute = Math.floor(Date.now() / 15000);
    const state = JSON.stringify([sorted, orphans, minute, live]);
    if (state !== this.#drawn) {
      this.#drawn = state;
      this.#draw(sorted, orphans, live);
    }
  }

  #draw(runs, orphans, live) {
    const focused = document.activeElement?.getAttribute("href");
    const running = runs.filter((run) => run.state === "running").length;
    const notice = orphans.length === 0 ? null : deadLetterNotice(orphans, orphans.length);
    const list =
      runs.length === 0
        ? [emptyState()]
        : [
            h(
              "div",
              { class: "page-title" },
              h("h1", {}, "Runs"),
              h("p", {}, `${integer(running)} running, ${integer(runs.length)} in all`),
            ),
            h("ul", { class: "runs" }, runs.map((run) => row(run, live))),
          ];
    this.root.replaceChildren(...(notice ? [notice] : []), ...list);
    if (focused) {
      this.root.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }
}

function row(run, live) {
  const llc = run.latest.llc;
  const heldout = run.latest["loss/heldout"];
  const trained = run.last_loss === null ? null : { step: run.last_loss_step };
  return h(
    "li",
    {},
    h(
      "a",
      { class: "run-row", href: `#/runs/${encodeURIComponent(run.id)}` },
      h(
        "span",
        { class: "name" },
        h("span", { class: "run-name", title: run.name }, run.name),
        statePill(run),
        h("span", { class: "under" }, under(run)),
      ),
      figure("step", integer(run.last_step)),
      figure("loss", number(run.last_loss), { older: olderStep(trained, run) }),
      figure("held-out", number(heldout?.value), { older: olderStep(heldout, run) }),
      figure("LLC", valueWithin(llc?.value ?? null, llc?.standard_error), {
        standardError: error(llc?.standard_error),
        verdict: llc?.verdict === "converged" ? null : verdictPill(llc),
        older: olderStep(llc, run),
      }),
      progress(run, live),
    ),
  );
}

function under(run) {
  const times =
    run.started_at === null
      ? []
      : [
          `started ${ago(run.started_at)}`,
          ...(run.finished_at ? [`took ${duration(run.started_at, run.finished_at)}`] : []),
        ];
  const labels = Object.entries(run.labels).map(([key, value]) => `${key}: ${value}`);
  return [...times, ...labels].join(" · ");
}

/** @param older the step of a value that is not of the newest checkpoint, else empty */
function figure(label, value, { standardError = "", verdict = null, older = "" } = {}) {
  return h(
    "span",
    { class: "figure", "data-figure": label },
    h("span", { class: "label" }, older === "" ? label : `${label}, ${older}`),
    h("span", { class: "value" }, value, " ", h("span", { class: "error" }, standardError), " ", verdict),
  );
}

function progress(run, live) {
  const { published, measured, failed } = run.checkpoints;
  const done = run.fully_measured && failed === 0;
  const share = published === 0 ? 0 : (100 * measured) / published;
  const letters = run.dead_letter_count;
  const { job, others } = firstMeasured(run);
  const bar = h("i");
  bar.style.width = `${share}%`;
  return h(
    "span",
    { class: "figure progress" },
    h("span", { class: "label" }, done ? "fully measured" : failed > 0 ? "checkpoints" : "checkpoints measured"),
    h(
      "span",
      { class: "value" },
      measuredOf(run.checkpoints),
      " ",
      letters > 0 ? h("span", { class: "pill bad" }, count(letters, "dead letter")) : null,
    ),
    h("span", { class: done ? "meter done" : "meter" }, bar),
    run.fully_measured ? null : measuringLine(live ? job : null, others),
  );
}

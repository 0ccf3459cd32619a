import { h, setText } from "./dom.js";
import { ago, duration, integer } from "./format.js";
import { groups } from "./groups.js";
import { Shared } from "./cursor.js";
import { deadLetterNotice } from "./deadletters.js";
import { Details } from "./details.js";
import { progressStrip } from "./progress.js";
import { Section } from "./section.js";
import { statePill } from "./state.js";
import { onTheme } from "./theme.js";

/** One run: where it stands, and its plots. */
export class RunPage {
  #store;
  #id;
  #shared = new Shared();
  #head = h("div", { class: "run-head" });
  #notices = h("div", {});
  #progress = h("div", {});
  #groups = h("div", { class: "groups", hidden: true });
  #cursor = h("span", { class: "cursor-step", "aria-live": "off" });
  #details = new Details();
  #sections = new Map();
  #offTheme;
  #drawn = "";
  #drawnProgress = "";

  constructor(store, id) {
    this.#store = store;
    this.#id = id;
    this.#toolbar = this.#makeToolbar();
    this.root = h(
      "div",
      { class: "run-page" },
      this.#head,
      this.#progress,
      this.#notices,
      this.#toolbar,
      this.#groups,
      this.#details.root,
    );
    this.#shared.onCursor(() => this.#showCursor());
    this.#offTheme = onTheme(() => this.#rebuild());
  }

  #toolbar;

  close() {
    this.#offTheme();
    this.#sections.forEach((section) => section.destroy());
  }

  render() {
    if (!this.#store.ready) {
      return;
    }
    const run = this.#store.runs.get(this.#id);
    this.#groups.hidden = run === undefined;
    this.#toolbar.hidden = run === undefined;
    if (run === undefined) {
      this.#renderUnknown();
    } else {
      this.#renderProgress(run);
      this.#renderHead(run);
      const { losses, measurements } = this.#store;
      this.#shared.last = run.last_step ?? 0;
      this.#renderGroups({ run, losses, measurements });
    }
  }

  #renderGroups(model) {
    for (const group of groups(model)) {
      if (!this.#sections.has(group.id)) {
        const section = new Section(group, this.#shared, this.#details);
        this.#sections.set(group.id, section);
        this.#groups.append(section.root);
      }
      this.#sections.get(group.id).render(group, model);
    }
    this.#details.render(model);
  }

  #rebuild() {
    this.#sections.forEach((section) => section.rebuild());
  }

  #renderUnknown() {
    document.title = "Basinwatch";
    this.#drawn = this.#drawnProgress = "";
    this.#details.root.close();
    this.#progress.replaceChildren();
    this.#notices.replaceChildren();
    this.#head.replaceChildren(
      back(),
      h("h1", {}, this.#id),
      h("p", { class: "facts" }, "No run has this id. If it starts, it appears here."),
    );
  }

  #renderProgress(run) {
    const { services, checkpoints, fully_measured, state } = run;
    const live = this.#store.connection === "live";
    const drawn = JSON.stringify([services, checkpoints, fully_measured, state, live]);
    if (drawn !== this.#drawnProgress) {
      this.#drawnProgress = drawn;
      this.#progress.replaceChildren(progressStrip(run, live));
    }
  }

  #renderHead(run) {
    const { latest, last_step: step, last_loss_step, last_loss, services, checkpoints, ...shown } = run;
    const state = JSON.stringify([shown, Math.floor(Date.now() / 15000)]);
    if (state === this.#drawn) {
      setText(this.#head.querySelector(".step"), integer(step));
      return;
    }
    this.#drawn = state;
    document.title = `${run.name} · Basinwatch`;
    const focusBack = this.#head.contains(document.activeElement);
    this.#head.replaceChildren(title(run), facts(run));
    if (focusBack) {
      this.#head.querySelector("a").focus({ preventScroll: true });
    }
    this.#renderNotices(run);
  }

  #renderNotices(run) {
    const open = this.#notices.querySelector("details")?.open ?? false;
    this.#notices.replaceChildren(
      ...(run.state === "failed"
        ? [h("p", { class: "notice bad" }, `The run failed: ${run.reason || "no reason given"}`)]
        : []),
      ...(run.dropped_losses > 0
        ? [h("p", { class: "notice" }, missingLosses(run.dropped_losses))]
        : []),
      ...(run.dead_letter_count > 0
        ? [deadLetterNotice(run.dead_letters, run.dead_letter_count, open)]
        : []),
    );
  }

  #makeToolbar() {
    const reset = h("button", { type: "button", class: "quiet", hidden: true }, "Show all steps");
    reset.addEventListener("click", () => this.#shared.view(this.#shared.logarithmic, null));
    const choices = [false, true].map((logarithmic) => {
      const button = h(
        "button",
        { type: "button", "aria-pressed": String(logarithmic === this.#shared.logarithmic) },
        logarithmic ? "logarithmic" : "linear",
      );
      button.addEventListener("click", () => this.#shared.view(logarithmic, this.#shared.zoom));
      return button;
    });
    this.#shared.onView(() => {
      reset.hidden = this.#shared.zoom === null;
      choices.forEach((button, i) =>
        button.setAttribute("aria-pressed", String((i === 1) === this.#shared.logarithmic)),
      );
    });
    return h(
      "div",
      { class: "toolbar", hidden: true },
      h("span", { class: "label", id: "step-axis" }, "training step"),
      h("span", { class: "segments", role: "group", "aria-labelledby": "step-axis" }, choices),
      reset,
      h("span", { class: "grow" }),
      this.#cursor,
    );
  }

  #showCursor() {
    const { step } = this.#shared;
    setText(this.#cursor, step === null ? "" : `at step ${integer(step)}`);
  }
}

function back() {
  return h("a", { class: "back", href: "#/" }, "← All runs");
}

function title(run) {
  return h(
    "div",
    { class: "run-title" },
    back(),
    h("h1", {}, run.name),
    statePill(run),
    h("span", { class: "at-step" }, "step ", h("b", { class: "step" }, integer(run.last_step))),
  );
}

function facts(run) {
  const optimizer = [
    run.optimizer,
    run.learning_rate ? `lr ${run.learning_rate}` : "",
    run.batch_size ? `batch ${run.batch_size}` : "",
  ];
  const texts = [
    run.loss,
    run.dataset_size ? `n = ${integer(run.dataset_size)}` : "",
    optimizer.filter(Boolean).join(", "),
    run.framework,
    time(run),
  ];
  const labels = Object.entries(run.labels).map(([key, value]) =>
    h("span", { class: "chip" }, `${key} `, h("b", {}, value)),
  );
  return h("p", { class: "facts" }, texts.filter(Boolean).join(" · "), " ", labels);
}

function missingLosses(losses) {
  const said = losses === 1 ? "1 loss is missing: it was" : `${integer(losses)} losses are missing: they were`;
  const number = losses === 1 ? "single number" : "single numbers";
  return `${said} no ${number}, or the broker was away for long; the trainer's log says which.`;
}

function time({ started_at: from, finished_at: to }) {
  if (from === null) {
    return "";
  }
  return to === null ? `started ${ago(from)}` : `ended ${ago(to)}, took ${duration(from, to)}`;
}

import { h } from "./dom.js";
import { integer, time } from "./format.js";

/** What is being measured, as `llc` and `step 4,000, 35 %` over a thin bar. Keeps its place while nothing is. */
export function measuringLine(job, others = 0) {
  if (job === null) {
    return h("span", { class: "measuring" });
  }
  const bar = h("i");
  bar.style.width = `${100 * job.share}%`;
  const more = others > 0 ? ` · ${integer(others)} more` : "";
  return h(
    "span",
    { class: "measuring", title: `${job.statistic} of step ${job.step}, since ${time(job.since)}` },
    h("span", { class: "statistic" }, job.statistic),
    h("span", {}, `step ${integer(job.step)}${percent(job.share)}${more}`),
    h("span", { class: "thin" }, bar),
  );
}

/** What began first of all that is being measured of a run; with how many others. */
export function firstMeasured(run) {
  const jobs = run.services.map((service) => service.measuring).filter((job) => job !== null);
  const all = run.services.reduce((sum, service) => sum + service.jobs_in_progress, 0);
  jobs.sort((a, b) => a.since.localeCompare(b.since));
  return { job: jobs[0] ?? null, others: Math.max(0, all - 1) };
}

/** Nothing where a statistic does not tell how far it is. */
function percent(share) {
  return share > 0 ? `, ${Math.floor(100 * share)} %` : "";
}

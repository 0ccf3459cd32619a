import { h } from "./dom.js";
import { ago, count, integer } from "./format.js";

/** Records that a service could not process, with their reasons. */
export function deadLetterNotice(letters, total, open = false) {
  return h(
    "details",
    { class: "notice bad", open },
    h("summary", {}, `${count(total, "record")} could not be processed (dead letters)`),
    h("ul", {}, letters.map(item)),
  );
}

function item(letter) {
  const where = letter.step === null ? letter.key || "no key" : `step ${integer(letter.step)}`;
  return h(
    "li",
    {},
    h("b", {}, letter.service),
    ` · ${where} · `,
    letter.reason,
    h("span", {}, ` · ${ago(letter.at)}`),
  );
}

/** Why a card has no value, where a service that measures what it shows gave up; else empty. */
export function failure(card, model) {
  const names = new Set(card.layers.map((layer) => layer.statistic?.split("/")[0]));
  const failed = (model?.run.services ?? []).filter(
    (service) =>
      service.dead_letters > 0 && service.statistics.some((key) => names.has(key.split("/")[0])),
  );
  if (failed.length === 0) {
    return "";
  }
  const letter = model.run.dead_letters.find((one) =>
    failed.some(({ service }) => service === one.service),
  );
  const total = failed.reduce((sum, service) => sum + service.dead_letters, 0);
  const topics = failed.map(({ service }) => `basinwatch.${service}.dead-letter`).join(", ");
  if (!letter?.reason) {
    return `could not be measured: ${count(total, "dead letter")}, see ${topics}`;
  }
  const step = letter.step === null ? "" : `step ${integer(letter.step)} `;
  return `${step}could not be measured: ${letter.reason}`;
}

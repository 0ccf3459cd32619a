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

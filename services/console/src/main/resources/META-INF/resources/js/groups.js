import { BOLD, GROUPS } from "./cards.js";
import { measured, variants } from "./layers.js";

const REST = { id: "rest", title: "Other statistics", open: true };

/** The groups with their cards for what a run has. */
export function groups(model) {
  return [...GROUPS, { ...REST, cards: rest(model) }];
}

/** The layers of a card, with one for each variant that the run has. */
export function layersOf(card, model) {
  return card.layers.flatMap((layer) => layer.expand?.(model) ?? [layer]);
}

/** A card for each statistic that no other one shows. */
function rest(model) {
  const cards = GROUPS.flatMap((group) => group.cards);
  const layers = cards.flatMap((card) => layersOf(card, model));
  const shown = new Set(layers.map((layer) => layer.statistic));
  const left = Object.keys(model.measurements).filter((key) => !shown.has(key));
  return [...new Set(left.map((key) => key.split("/")[0]))].map((name) => ({
    id: `other-${name}`,
    title: titled(name),
    layers: [
      measured(name, "value", "blue", { ...BOLD, headline: "value", optional: true }),
      variants(name),
    ],
  }));
}

function titled(name) {
  const words = name.replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

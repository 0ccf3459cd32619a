import { h } from "./dom.js";
import { Card } from "./card.js";
import { layersOf } from "./groups.js";
import { hasValues } from "./layers.js";

/** Cards under a heading, shown or folded away; the browser remembers which. */
export class Section {
  #id;
  #shared;
  #details;
  #model = null;
  #group = null;
  #cards = new Map();
  #grid = h("div", { class: "cards" });
  #toggle;

  constructor(group, shared, details) {
    this.#id = group.id;
    this.#shared = shared;
    this.#details = details;
    this.#toggle = h("button", { type: "button", click: () => this.#flip() }, group.title);
    this.root = h(
      "section",
      { class: "group", "data-group": group.id },
      h("h2", {}, this.#toggle),
      this.#grid,
    );
    this.#open(remembered(group.id) ?? group.open);
  }

  /** @param group with the cards for what the model has */
  render(group, model) {
    this.#model = model;
    this.#group = group;
    const shown = group.cards.filter((card) => !card.optional || isMeasured(card, model));
    this.root.hidden = shown.length === 0;
    if (this.#grid.hidden || shown.length === 0) {
      return;
    }
    const cards = shown.map((card) => this.#card(card));
    const { children } = this.#grid;
    if (cards.length !== children.length || cards.some((card, i) => children[i] !== card.root)) {
      this.#grid.replaceChildren(...cards.map((card) => card.root));
    }
    cards.forEach((card) => card.render(model));
  }

  rebuild() {
    this.#cards.forEach((card) => card.rebuild());
  }

  destroy() {
    this.#cards.forEach((card) => card.destroy());
  }

  #card(card) {
    if (!this.#cards.has(card.id)) {
      this.#cards.set(card.id, new Card(card, this.#shared, this.#details));
    }
    return this.#cards.get(card.id);
  }

  #flip() {
    this.#open(this.#grid.hidden);
    remember(this.#id, !this.#grid.hidden);
    if (this.#group !== null) {
      this.render(this.#group, this.#model);
    }
  }

  #open(open) {
    this.#grid.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
  }
}

function isMeasured(card, model) {
  return layersOf(card, model).some((layer) => hasValues(layer, model));
}

/** Storage may be forbidden; then the choice lasts as long as the page. */
function remembered(id) {
  try {
    const open = localStorage.getItem(key(id));
    return open === null ? null : open === "true";
  } catch {
    return null;
  }
}

function remember(id, open) {
  try {
    localStorage.setItem(key(id), String(open));
  } catch {
    // The choice lasts as long as the page.
  }
}

function key(id) {
  return `basinwatch-group-${id}`;
}

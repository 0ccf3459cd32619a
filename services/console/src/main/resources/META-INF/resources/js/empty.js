import { h, svg } from "./dom.js";

const PYTORCH = `with basinwatch.watch(
    model, name="my run",
    loss="cross-entropy", dataset_size=n,
    train_probe=(x, y),
) as watch:
    ...                     # your loop
    watch.loss(step, loss)  # at every step
    watch.checkpoint(step)  # now and then`;

/** What to do when there are no runs. */
export function emptyState() {
  return h(
    "section",
    { class: "empty" },
    h(
      "div",
      {},
      h("h1", {}, "No runs yet"),
      h("p", {}, "A run appears here as soon as it starts, and its plots grow while it trains."),
      h("h2", {}, "See one now"),
      code("./basinwatch demo"),
      h("h2", {}, "Watch your own PyTorch run"),
      code(PYTORCH),
    ),
    basin(),
  );
}

function code(text) {
  const button = h("button", { type: "button", click: copy }, "Copy");
  return h("div", { class: "code" }, h("pre", { tabindex: "0" }, h("code", {}, text)), button);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select and copy by hand";
    }
  }
}

/** Level lines of a basin, and a run that has found its way in. */
function basin() {
  const rings = [1, 0.83, 0.67, 0.52, 0.38, 0.25, 0.13].map((size, i) =>
    svg("ellipse", {
      class: i > 3 ? "contour inner" : "contour",
      cx: 250 + 40 * (1 - size),
      cy: 170 + 26 * (1 - size),
      rx: 235 * size,
      ry: 152 * size,
      transform: `rotate(${-14 - 10 * (1 - size)} 250 170)`,
    }),
  );
  return svg(
    "svg",
    { viewBox: "0 0 500 340", "aria-hidden": "true" },
    rings,
    svg("path", {
      class: "descent",
      d: "M58 72 92 118 84 150 128 148 140 190 176 176 186 214 216 196 232 214 254 194 270 200 284 192",
    }),
    svg("circle", { class: "descent-end", cx: 284, cy: 192, r: 6 }),
  );
}

import { nearest } from "./series.js";

/** Cursor, zoom and touch of a plot. */

export function cursor(series, shared) {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: 6 },
    dataIdx: (plot, s, index) => (s === 0 ? index : nearest(plot.data[s], index) ?? index),
    points: {
      show: (plot, s) => dot(series[s - 1]),
    },
    bind: {
      dblclick: () => () => shared.view(shared.logarithmic, null),
    },
  };
}

/** What was dragged over becomes the range of steps of all plots. */
export function selected(plot, shared) {
  const { left, width } = plot.select;
  if (width > 0) {
    const ends = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    shared.view(shared.logarithmic, ends.map((end) => Math.max(0, end)));
  }
}

/** A finger moves the cursor sideways and scrolls the page up and down. */
export function touch(plot) {
  const move = (event) => {
    if (event.pointerType === "touch") {
      plot.touched = true;
      const left = event.clientX - plot.over.getBoundingClientRect().left;
      plot.setCursor({ left, top: 0 });
      plot.touched = false;
    }
  };
  plot.over.addEventListener("pointerdown", move);
  plot.over.addEventListener("pointermove", move);
}

/** Helpers such as the edges of bands get no dot at the cursor. */
function dot(series) {
  const element = document.createElement("div");
  element.hidden = series.legend === false || series.marks === true;
  return element;
}

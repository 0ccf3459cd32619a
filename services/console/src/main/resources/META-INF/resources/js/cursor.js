/** What all plots of a run share: the step under the cursor, the last step, the axis, the zoom. */
export class Shared {
  #cursors = new Set();
  #views = new Set();

  constructor() {
    this.step = null;
    this.logarithmic = false;
    this.zoom = null;
    this.last = 0;
  }

  onCursor(listener) {
    this.#cursors.add(listener);
  }

  onView(listener) {
    this.#views.add(listener);
  }

  /** @param step null where the cursor is nowhere */
  point(step, source) {
    if (step !== this.step) {
      this.step = step;
      this.#cursors.forEach((listener) => listener(source));
    }
  }

  /** @param zoom first and last step, or null for all */
  view(logarithmic, zoom) {
    const rebuild = logarithmic !== this.logarithmic;
    this.logarithmic = logarithmic;
    this.zoom = zoom;
    this.#views.forEach((listener) => listener(rebuild));
  }
}

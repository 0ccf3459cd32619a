package io.basinwatch.statistics.llc;

import io.basinwatch.engine.ParameterVector;

/** Weights that are so large that w + step is w: none of them adds to the LLC. */
final class LostSteps {
  private LostSteps() {}

  /**
   * @param w w*
   * @param step what a chain adds to a weight, typically
   * @return what the LLC may lack, 1/2 for each of them
   */
  static double of(ParameterVector w, double step) {
    ParameterVector moved = w.zeros(1);
    int unmoved = 0;
    for (int i = 0; i < w.size(); i++) {
      moved.set(0, w.get(i) + step);
      unmoved += moved.get(0) == w.get(i) ? 1 : 0;
    }
    return unmoved / 2.0;
  }
}

package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.ParameterVector;

/** The ball |u|_p <= radius. */
enum Ball {
  TWO("2") {
    @Override
    boolean toSteepest(ParameterVector gradient) {
      double norm = gradient.norm();
      if (norm == 0) {
        return false;
      }
      gradient.scale(1 / norm);
      return true;
    }

    @Override
    void project(ParameterVector u, double radius) {
      double norm = u.norm();
      if (norm > radius) {
        u.scale(radius / norm);
      }
    }
  },
  INFINITY("inf") {
    @Override
    boolean toSteepest(ParameterVector gradient) {
      boolean any = false;
      for (int i = 0; i < gradient.size(); i++) {
        double sign = Math.signum(gradient.get(i));
        gradient.set(i, sign);
        any |= sign != 0;
      }
      return any;
    }

    @Override
    void project(ParameterVector u, double radius) {
      for (int i = 0; i < u.size(); i++) {
        u.set(i, Math.clamp(u.get(i), -radius, radius));
      }
    }
  };

  private final String label;

  Ball(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static Ball of(String label) {
    return label.equals(TWO.label) ? TWO : INFINITY;
  }

  /**
   * Turns a gradient into the direction of steepest ascent with |direction|_p = 1.
   *
   * @return false for a gradient of zero, which has none
   */
  abstract boolean toSteepest(ParameterVector gradient);

  /** Moves u to the nearest point of the ball. */
  abstract void project(ParameterVector u, double radius);
}

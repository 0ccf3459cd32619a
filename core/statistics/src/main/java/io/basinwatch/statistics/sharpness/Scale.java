package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;

/** The diagonal operator T that a perturbation d = T u is scaled by; u lies in a ball. */
enum Scale {
  /** T = 1. */
  PLAIN {
    @Override
    double at(double weight, boolean isWeight) {
      return 1;
    }
  },
  /**
   * T = |w| + {@value #ETA} on weights, 1 on biases and normalisation parameters (Kwon, Kim, Park,
   * Choi 2021): sharpness that does not change when layers are rescaled against each other.
   */
  ADAPTIVE {
    @Override
    double at(double weight, boolean isWeight) {
      return isWeight ? Math.abs(weight) + ETA : 1;
    }
  },
  /** T = |w| + 1 (Keskar et al. 2017). */
  KESKAR {
    @Override
    double at(double weight, boolean isWeight) {
      return Math.abs(weight) + 1;
    }
  };

  static final double ETA = 0.01;

  abstract double at(double weight, boolean isWeight);

  /** The diagonal of T at the checkpoint; (parameters). */
  ParameterVector of(LossFunction loss) {
    ParameterVector scale = loss.zeros();
    ParameterVector w = loss.checkpoint();
    for (ParameterLayout.Entry entry : loss.layout().entries()) {
      for (int i = entry.offset(); i < entry.offset() + entry.size(); i++) {
        scale.set(i, at(w.get(i), entry.isWeight()));
      }
    }
    return scale;
  }
}

package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;

/**
 * The tempered posterior localised at a checkpoint: density proportional to exp(-U) with U(w) = n
 * beta L_n(w) + gamma/2 |w - w*|^2.
 *
 * @param anchor w*
 * @param inverseTemperature n beta
 * @param localization gamma
 */
public record Posterior(ParameterVector anchor, double inverseTemperature, double localization) {

  /** U(w) - n beta L_n(w*), from the excess loss L_n(w) - L_n(w*). */
  public double energy(double excess, ParameterVector w) {
    return inverseTemperature * excess + localization / 2 * w.squaredDistance(anchor);
  }

  /** (w - w*) . grad U, whose mean under the density is the number of parameters. */
  public double virial(ParameterVector w, ParameterVector lossGradient) {
    return w.virial(lossGradient, anchor, inverseTemperature, localization);
  }

  /** Turns grad L into grad U, in place. */
  public void toEnergyGradient(ParameterVector gradient, ParameterVector w) {
    gradient.scale(inverseTemperature);
    if (localization != 0) {
      gradient.addScaled(localization, w);
      gradient.addScaled(-localization, anchor);
    }
  }
}

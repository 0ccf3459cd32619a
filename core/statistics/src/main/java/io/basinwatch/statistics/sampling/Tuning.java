package io.basinwatch.statistics.sampling;

/**
 * What a calibration chooses of a sampler.
 *
 * @param stepSize eps: the variance of the noise that one step injects, the square of the time step
 *     of samplers with momentum
 * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
 * @param leapfrogSteps of a transition of {@code hmc}, on average
 */
public record Tuning(double stepSize, int batchSize, int leapfrogSteps) {

  public Tuning withStepSize(double chosen) {
    return new Tuning(chosen, batchSize, leapfrogSteps);
  }

  public Tuning withBatchSize(int chosen) {
    return new Tuning(stepSize, chosen, leapfrogSteps);
  }
}

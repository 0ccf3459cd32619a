package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.sampling.Sampler;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.StepDiagnostics;
import io.basinwatch.statistics.sampling.Target;
import io.basinwatch.statistics.sampling.Tuning;

/**
 * How every chain of a measurement runs.
 *
 * @param burnIn steps
 * @param stepsBetweenDraws steps that one draw averages the loss over
 * @param samples of the training probe
 * @param heldoutSamples of the held-out probe; 0 where there is none
 */
record Plan(
    SamplerKind kind,
    Tuning tuning,
    int burnIn,
    int stepsBetweenDraws,
    int samples,
    int heldoutSamples) {
  /** What the losses of single samples may add to a chain's time. */
  private static final double OBSERVATION_SHARE = 0.05;

  /** What the loss of a sample costs, in gradients. */
  private static final double FORWARD = 1.0 / 3;

  Sampler sampler(Target target) {
    return kind.on(target, tuning);
  }

  StepDiagnostics diagnostics(Target target) {
    return new StepDiagnostics(kind, target, tuning.batchSize());
  }

  /** The losses of single samples are taken at the first draw and at every so many. */
  int drawsBetweenObservations() {
    double draw = kind.cost(tuning, samples) * samples * stepsBetweenDraws;
    double observation = FORWARD * (samples + heldoutSamples);
    return (int) Math.max(1, Math.ceil(observation / draw / OBSERVATION_SHARE));
  }
}

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
 * @param firstDraws draws that are made before anything is concluded from them: the same where
 *     draws are given as where they are not
 * @param samples of the training probe
 * @param heldoutSamples of the held-out probe; 0 where there is none
 */
record Plan(
    SamplerKind kind,
    Tuning tuning,
    int burnIn,
    int stepsBetweenDraws,
    int firstDraws,
    int samples,
    int heldoutSamples) {
  /** What the losses of single samples may add to a chain's time... */
  private static final double OBSERVATION_SHARE = 0.05;

  /** ... but for those at so many of the first draws. */
  private static final int LEAST_OBSERVATIONS = 8;

  /** What the loss of a sample costs, in gradients. */
  private static final double FORWARD = 1.0 / 3;

  Sampler sampler(Target target) {
    return kind.on(target, tuning);
  }

  StepDiagnostics diagnostics(Target target) {
    return new StepDiagnostics(kind, target, tuning.batchSize());
  }

  /** Whether the losses of single samples are taken at a draw. */
  boolean observesAt(int draw) {
    int apart = Math.max(1, firstDraws / LEAST_OBSERVATIONS);
    return draw % drawsBetweenObservations() == 0 || draw < firstDraws && draw % apart == 0;
  }

  private int drawsBetweenObservations() {
    double draw = kind.cost(tuning, samples) * samples * stepsBetweenDraws;
    double observation = FORWARD * (samples + heldoutSamples);
    return (int) Math.max(1, Math.ceil(observation / draw / OBSERVATION_SHARE));
  }
}

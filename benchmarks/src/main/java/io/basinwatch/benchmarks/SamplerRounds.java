package io.basinwatch.benchmarks;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.sampling.ChainState;
import io.basinwatch.statistics.sampling.ExcessLoss;
import io.basinwatch.statistics.sampling.Posterior;
import io.basinwatch.statistics.sampling.Sampler;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.Target;
import io.basinwatch.statistics.sampling.Tuning;

/** Chains and nothing but their steps: no calibration, no diagnostics, no losses of samples. */
final class SamplerRounds {
  private final LossFunction loss;
  private final Workers workers;

  SamplerRounds(LossFunction loss, Workers workers) {
    this.loss = loss;
    this.workers = workers;
  }

  /**
   * What came out.
   *
   * @param steps of all chains
   * @param llc by the losses of the steps after the burn-in
   */
  record Sampled(long steps, double seconds, double llc) {}

  /**
   * Runs chains.
   *
   * @param settings of the LLC, all that a chain needs
   */
  Sampled run(long seed, Settings settings) {
    double temperature = settings.positive("llc.inverse-temperature", 1);
    int chains = settings.integer("llc.chains", 1);
    int burnIn = settings.integer("llc.burn-in", 0);
    int steps = settings.integer("llc.draws", 1) * settings.integer("llc.steps-between-draws", 1);
    SamplerKind kind = SamplerKind.of(settings.text("llc.sampler", "sgld"));
    Tuning tuning =
        new Tuning(
            settings.positive("llc.step-size", 1),
            settings.integer("llc.batch-size", loss.sampleCount()),
            1);
    Posterior posterior =
        new Posterior(loss.checkpoint(), temperature, settings.nonNegative("llc.localization", 0));
    ExcessLoss excess = ExcessLoss.of(loss); // the peer's is not in its time, either
    long start = System.nanoTime();
    double mean;
    try (Forks forks = new Forks(loss, workers)) {
      mean =
          forks
              .map(
                  chains,
                  (fork, chain) -> {
                    Sampler sampler = kind.on(new Target(fork, posterior, excess), tuning);
                    ChainState state = ChainState.at(fork, posterior.anchor());
                    RandomStream random = Streams.LLC.stream(seed, chain);
                    sum(sampler, state, random, burnIn);
                    return sum(sampler, state, random, steps) / steps;
                  })
              .stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElseThrow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Sampled((long) chains * (burnIn + steps), seconds, temperature * mean);
  }

  /** Of the excess losses along some steps. */
  private static double sum(Sampler sampler, ChainState state, RandomStream random, int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += sampler.step(state, random);
    }
    return sum;
  }
}

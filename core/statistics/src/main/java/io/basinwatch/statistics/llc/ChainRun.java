package io.basinwatch.statistics.llc;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Interruption;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.sampling.ChainState;
import io.basinwatch.statistics.sampling.Mala;
import io.basinwatch.statistics.sampling.Sampler;
import io.basinwatch.statistics.sampling.Sgld;
import io.basinwatch.statistics.sampling.StepDiagnostics;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import io.basinwatch.statistics.sampling.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one chain from w*: burn-in, then draws. */
final class ChainRun {
  /** A chain has diverged where n beta (L - L*) passes so many times the number of parameters. */
  private static final double DIVERGED = 1000;

  /** Draws at which the step size is assessed. */
  private static final int ASSESSMENTS = 10;

  private final Target target;
  private final LlcSettings settings;
  private final double stepSize;
  private final int index;
  private final RandomStream random;
  private final RandomStream diagnosticRandom;
  private final ChainState state;
  private final Sampler sampler;
  private final StepDiagnostics diagnostics;
  private final double limit;
  private final List<Quality> quality = new ArrayList<>();
  private String failure = "";
  private long steps;

  ChainRun(Target target, LlcSettings settings, double stepSize, long seed, int index) {
    this.target = target;
    this.settings = settings;
    this.stepSize = stepSize;
    this.index = index;
    this.random = Streams.LLC.stream(seed, index);
    this.diagnosticRandom = Streams.LLC_DIAGNOSTICS.stream(seed, index);
    this.state = ChainState.at(target.loss(), target.posterior().anchor());
    this.sampler =
        settings.sampler().equals("mala")
            ? new Mala(target, stepSize)
            : new Sgld(target, stepSize, settings.batchSize());
    this.diagnostics = new StepDiagnostics(target, settings.gradientBatch(target.loss()));
    this.limit = DIVERGED * target.loss().layout().size() / target.posterior().inverseTemperature();
  }

  Chain run() {
    int blocks = Math.ceilDiv(settings.burnIn(), settings.stepsBetweenDraws());
    double[] burnIn = new double[blocks];
    int left = settings.burnIn();
    for (int b = 0; b < blocks && failure.isEmpty(); b++) {
      int length = Math.min(left, settings.stepsBetweenDraws());
      burnIn[b] = block(length, "in burn-in");
      left -= length;
    }
    double[] draws = draws();
    if (failure.isEmpty() && draws.length > 1 && Arrays.stream(draws).distinct().count() == 1) {
      failure = "chain %d is constant from draw 0".formatted(index);
    }
    return new Chain(burnIn, draws, quality, failure, gradients());
  }

  private double[] draws() {
    double[] draws = new double[settings.draws()];
    int every = Math.max(1, settings.draws() / ASSESSMENTS);
    for (int d = 0; d < draws.length && failure.isEmpty(); d++) {
      draws[d] = block(settings.stepsBetweenDraws(), "at draw " + d);
      if (failure.isEmpty() && d % every == every - 1) {
        quality.add(diagnostics.at(state.position(), stepSize, diagnosticRandom));
      }
    }
    return draws;
  }

  /** The mean excess loss over some steps. */
  private double block(int length, String place) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      Interruption.check();
      double excess = sampler.step(state, random);
      steps++;
      if (!(excess <= limit)) {
        failure = "chain %d diverged %s (step %d)".formatted(index, place, steps);
        return Double.NaN;
      }
      sum += excess;
    }
    return sum / length;
  }

  private long gradients() {
    return steps * sampler.gradientsPerStep() + (long) quality.size() * diagnostics.gradients();
  }
}

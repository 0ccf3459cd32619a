package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.StepSizeSearch;
import io.basinwatch.statistics.sampling.StepSizeSearch.Found;
import io.basinwatch.statistics.sampling.Tuning;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Chooses what settings leave open: the step size, the batch size, the burn-in. From the checkpoint
 * and the seed alone, so that replicas agree.
 *
 * @param kind of the sampler
 * @param tuning of the sampler
 * @param burnIn steps of each chain
 * @param heating what pairs of chains show that minibatches add to the LLC at most; empty where
 *     they were not looked at
 * @param gradients calls of the gradient that it took
 */
record Calibration(
    SamplerKind kind, Tuning tuning, int burnIn, OptionalDouble heating, long gradients) {
  /** Pilot chains whose findings are averaged. */
  private static final int SEARCHES = 2;

  /** Of all chains whose step size is given. */
  static final int USUAL_BATCH = 256;

  private static final double MOST = 0.6; // of the probe

  /** Smaller probes are taken whole. */
  private static final int FEWEST_SAMPLES = 64;

  /** What the step of a sampler that is biased on a quadratic may add to the value. */
  private static final double STEP_BIAS = 0.02;

  /** What may be added beyond that, by bounds: by steps, by minibatches whose size is given. */
  private static final double HEAT = 0.01;

  private static final double CUT = 0.9; // of a step, and of another
  private static final int MOST_CUTS = 100;
  private static final int FIRST_PILOT = 16; // samples in a minibatch
  private static final int LEAST_BURN_IN = 40;

  /**
   * Where chains would take minibatches of most of the probe, and may be Metropolis, they are:
   * those minibatches save little, and BAOAB heats where steep walls stand around a flat minimum.
   */
  static Calibration of(Targets targets, LlcSettings settings, long seed) {
    SamplerKind kind = settings.sampler(targets.sampleCount(), targets.parameters());
    if (settings.stepSize().isPresent()) {
      double stepSize = settings.stepSize().getAsDouble();
      Tuning given = usual(targets, kind, settings).withStepSize(stepSize);
      return new Calibration(kind, given, burnIn(settings, kind, given), OptionalDouble.empty(), 0);
    }
    Calibration found = search(targets, kind, settings, seed);
    if (kind == SamplerKind.BAOAB && savesLittle(found.tuning.batchSize(), targets, settings)) {
      Calibration exact = search(targets, SamplerKind.MALA, settings, seed);
      long gradients = found.gradients + exact.gradients;
      return new Calibration(exact.kind, exact.tuning, exact.burnIn, exact.heating, gradients);
    }
    return found;
  }

  private static boolean savesLittle(int batch, Targets targets, LlcSettings settings) {
    return settings.mayBeMetropolis(targets.parameters()) && batch >= MOST * targets.sampleCount();
  }

  /** A step size to try where chains diverged: what a search finds, or a tenth of what it found. */
  OptionalDouble suggestion(Targets targets, LlcSettings settings, long seed) {
    double stepSize =
        settings.stepSize().isPresent()
            ? search(targets, kind, settings, seed).tuning.stepSize()
            : tuning.stepSize() / 10;
    return stepSize > 0 ? OptionalDouble.of(stepSize) : OptionalDouble.empty();
  }

  Plan plan(LlcSettings settings, Targets targets) {
    return new Plan(
        kind,
        tuning,
        burnIn,
        settings.stepsBetweenDraws(),
        Length.firstDraws(settings, burnIn),
        targets.sampleCount(),
        targets.heldoutCount());
  }

  /** But for the step size. */
  private static Tuning usual(Targets targets, SamplerKind kind, LlcSettings settings) {
    int samples = targets.sampleCount();
    int batch =
        kind.usesMinibatches()
            ? Math.min(settings.batchSize().orElse(USUAL_BATCH), samples)
            : samples;
    return new Tuning(Double.NaN, batch, settings.leapfrogSteps());
  }

  private static Calibration search(
      Targets targets, SamplerKind kind, LlcSettings settings, long seed) {
    Tuning usual = usual(targets, kind, settings);
    boolean mayBeBatches = kind.usesMinibatches() && targets.sampleCount() >= FEWEST_SAMPLES;
    Tuning first = usual.withBatchSize(mayBeBatches ? FIRST_PILOT : targets.sampleCount());
    List<Found> found =
        targets.map(
            SEARCHES,
            (seat, i) ->
                new StepSizeSearch(
                        kind == SamplerKind.HMC ? SamplerKind.MALA : kind,
                        seat.target(),
                        first,
                        shown -> {
                          double stepSize = Math.exp(shown.logStepSize());
                          return size(targets, kind, stepSize, List.of(shown)).ofPilots();
                        },
                        (quality, excess) ->
                            Part.of(quality.heat(), targets.inverseTemperature() * excess) / HEAT)
                    .search(Streams.LLC_CALIBRATION.stream(seed, i)));
    double stepSize = rounded(stepSize(targets, kind, usual.batchSize(), settings, found));
    Tuning chosen = usual.withStepSize(stepSize);
    long gradients = found.stream().mapToLong(Found::gradients).sum();
    int burnIn = burnIn(settings, kind, chosen);
    Calibration usually = new Calibration(kind, chosen, burnIn, OptionalDouble.empty(), gradients);
    if (!mayBeBatches || settings.batchSize().isPresent()) {
      return usually;
    }
    BatchSize size = size(targets, kind, stepSize, found);
    return size.mayBeHalved() && !savesLittle(size.byBound(), targets, settings)
        ? usually.with(size, targets, seed)
        : usually.withBatchSize(size.byBound());
  }

  private Calibration withBatchSize(int batch) {
    return new Calibration(kind, tuning.withBatchSize(batch), burnIn, heating, gradients);
  }

  /** With the batch that pairs of chains allow. */
  private Calibration with(BatchSize size, Targets targets, long seed) {
    int settling = Math.max(LEAST_BURN_IN, burnIn);
    PairedHeat heat = PairedHeat.of(targets, kind, tuning, size, settling, seed, SEARCHES);
    int batch = size.by(heat.added());
    return new Calibration(
        kind,
        tuning.withBatchSize(batch),
        burnIn,
        OptionalDouble.of(size.added(heat.added()) * size.share(batch)),
        gradients + heat.gradients());
  }

  /**
   * Where acceptance allows it, but no larger than its bias does, and minibatches whose size is
   * given. What it adds beyond a quadratic grows faster than with its square.
   */
  private static double stepSize(
      Targets targets, SamplerKind kind, int batch, LlcSettings settings, List<Found> found) {
    double llc = llc(targets, found);
    double bias = Part.of(mean(found, Found::bias), llc);
    double heat = Part.of(found.stream().mapToDouble(Found::heat).max().orElseThrow(), llc);
    double accepted = Math.exp(mean(found, Found::logStepSize));
    double cool = heat > HEAT ? accepted * Math.sqrt(HEAT / heat) : accepted;
    double stepSize = bias > 0 ? Math.min(STEP_BIAS / bias, cool) : cool; // below 0 on a slope
    if (settings.batchSize().isPresent()) {
      int cuts = 0;
      while (size(targets, kind, stepSize, found).addedBy(batch) > HEAT && cuts < MOST_CUTS) {
        stepSize *= CUT;
        cuts++;
      }
    }
    return stepSize;
  }

  private static BatchSize size(
      Targets targets, SamplerKind kind, double stepSize, List<Found> found) {
    double noise =
        stepSize * kind.heating(stepSize, targets.localization()) * mean(found, Found::noise);
    return BatchSize.of(targets.sampleCount(), targets.parameters(), noise, llc(targets, found));
  }

  /**
   * Of chains that start at w*: four times 1/(eps gamma), the time in which localization alone
   * forgets it, at most a third of the budget; with given draws, half as many steps as they take.
   */
  private static int burnIn(LlcSettings settings, SamplerKind kind, Tuning tuning) {
    int between = settings.stepsBetweenDraws();
    if (settings.burnIn().isPresent()) {
      return settings.burnIn().getAsInt();
    }
    if (settings.draws().isPresent()) {
      return Math.ceilDiv(settings.draws().getAsInt(), 2) * between;
    }
    double diffusion = tuning.stepSize() * kind.diffusion(tuning, settings.localization());
    double steps = Math.max(LEAST_BURN_IN, 4 / (diffusion * settings.localization()));
    return (int) (Math.min(steps, settings.budget() / 3.0) / between) * between;
  }

  /** Along the pilot chains. */
  private static double llc(Targets targets, List<Found> found) {
    return targets.inverseTemperature() * mean(found, Found::excess);
  }

  private static double mean(List<Found> found, ToDoubleFunction<Found> part) {
    return found.stream().mapToDouble(part).average().orElseThrow();
  }

  /** Rounded down to two digits. */
  private static double rounded(double stepSize) {
    return new BigDecimal(stepSize).round(new MathContext(2, RoundingMode.DOWN)).doubleValue();
  }
}

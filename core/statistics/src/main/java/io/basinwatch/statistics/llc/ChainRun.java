package io.basinwatch.statistics.llc;

import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.llc.Targets.Seat;
import io.basinwatch.statistics.posterior.SampleMoments;
import io.basinwatch.statistics.sampling.ChainState;
import io.basinwatch.statistics.sampling.Sampler;
import io.basinwatch.statistics.sampling.StepDiagnostics;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import io.basinwatch.statistics.sampling.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One chain from w*: burn-in, then as many draws as it is asked for, in several parts. Between them
 * it keeps its state, not the target that it ran on.
 */
final class ChainRun {
  /** A chain has diverged where n beta (L - L*) passes so many times the number of parameters. */
  private static final double DIVERGED = 1000;

  /** The step size is assessed at the first draw, after so many, and where they have doubled... */
  private static final int FIRST_ASSESSED = 8;

  /** ... but after so many at the latest. */
  private static final int ASSESSED = 128;

  private final Plan plan;
  private final int index;
  private final Progress progress;
  private final RandomStream random;
  private final RandomStream diagnosticRandom;
  private final List<Double> burnInTrace = new ArrayList<>();
  private final List<Double> draws = new ArrayList<>();
  private final List<Double> virials = new ArrayList<>();
  private final List<Double> scaleBiases = new ArrayList<>();
  private final List<Quality> quality = new ArrayList<>();
  private final Observer train;
  private final Optional<Observer> heldout;
  private ChainState state;
  private ParameterVector burntIn; // (parameters), w - w* after burn-in, for one burn-in more
  private double shared = Double.NaN;
  private int stepsApart;
  private String failure = "";
  private boolean diverged;
  private long steps;
  private double gradients;

  /**
   * @param index among so many chains
   */
  ChainRun(Plan plan, long seed, int index, int chains, Progress progress) {
    this.plan = plan;
    this.index = index;
    this.progress = progress;
    this.train = new Observer(plan.samples(), chains);
    this.heldout =
        plan.heldoutSamples() == 0
            ? Optional.empty()
            : Optional.of(new Observer(plan.heldoutSamples(), chains));
    this.random = Streams.LLC.stream(seed, index);
    this.diagnosticRandom = Streams.LLC_DIAGNOSTICS.stream(seed, index);
  }

  /** Starts at w* and burns in. */
  ChainRun start(Seat seat) {
    Target target = seat.target();
    state = ChainState.at(target.loss(), target.posterior().anchor());
    Sampler sampler = plan.sampler(target);
    int between = plan.stepsBetweenDraws();
    for (int left = plan.burnIn(); left > 0 && isGood(); left -= between) {
      burnInTrace.add(block(target, sampler, Math.min(left, between), "in burn-in"));
    }
    if (plan.burnIn() > 0) {
      burntIn = target.loss().zeros();
      burntIn.copyFrom(state.position());
      burntIn.addScaled(-1, target.posterior().anchor());
    }
    return this;
  }

  /** Goes on until it has so many draws. */
  ChainRun drawUntil(Seat seat, int count) {
    Target target = seat.target();
    Sampler sampler = plan.sampler(target);
    while (draws.size() < count && isGood()) {
      int draw = draws.size();
      state.wantVirial();
      draws.add(block(target, sampler, plan.stepsBetweenDraws(), "at draw " + draw));
      virials.add(state.virial() / state.position().size());
      scaleBiases.add(state.scaleBias());
      if (isGood()) {
        look(seat, draw);
      }
    }
    if (burntIn != null) {
      compare(target);
    }
    if (isGood() && count > 1 && draws.stream().distinct().count() == 1) {
      failure = "chain %d is constant from draw 0".formatted(index);
    }
    return this;
  }

  /** With where it was after burn-in: at the end of its first draws, which take as long. */
  private void compare(Target target) {
    stepsApart = draws.size() * plan.stepsBetweenDraws();
    shared = burntIn.dot(state.position()) - burntIn.dot(target.posterior().anchor());
    burntIn = null;
  }

  /** At a draw: at the step size, and at the losses of single samples. */
  private void look(Seat seat, int draw) {
    Target target = seat.target();
    boolean doubled = draw % FIRST_ASSESSED == 0 && Integer.bitCount(draw) <= 1;
    if (doubled || draw % ASSESSED == 0) {
      StepDiagnostics diagnostics = seat.diagnostics(plan);
      diagnostics.drawJudges(diagnosticRandom);
      quality.add(diagnostics.at(state, plan.tuning().stepSize(), diagnosticRandom));
      gradients += diagnostics.gradients();
    }
    if (plan.observesAt(draw)) {
      train.see(target.loss(), state.position());
      heldout.ifPresent(probe -> probe.see(seat.heldout().orElseThrow(), state.position()));
    }
  }

  /** The mean excess loss over some steps. */
  private double block(Target target, Sampler sampler, int length, String place) {
    double limit =
        DIVERGED * target.loss().layout().size() / target.posterior().inverseTemperature();
    double sum = 0;
    for (int i = 0; i < length; i++) {
      Interruption.check();
      double excess = sampler.step(state, random);
      steps++;
      gradients += sampler.gradientsPerStep();
      if (!(excess <= limit)) {
        failure = "chain %d diverged %s (step %d)".formatted(index, place, steps);
        diverged = true;
        return Double.NaN;
      }
      sum += excess;
    }
    progress.add(length);
    return sum / length;
  }

  boolean isGood() {
    return failure.isEmpty();
  }

  /** Whether that is why the chain is dropped. */
  boolean hasDiverged() {
    return diverged;
  }

  /** Why the chain is dropped; empty for a good one. */
  String failure() {
    return failure;
  }

  /** (burn-in blocks), mean excess loss L(w) - L(w*) over as many steps as a draw's. */
  double[] burnInTrace() {
    return toArray(burnInTrace);
  }

  /** (draws), the same after burn-in. */
  double[] draws() {
    return toArray(draws);
  }

  /** (draws), (w - w*) . grad U at the first step of each, divided by the number of parameters. */
  double[] virials() {
    return toArray(virials);
  }

  /** (draws), {@link ChainState#scaleBias} at the first step of each. */
  double[] scaleBiases() {
    return toArray(scaleBiases);
  }

  double mean() {
    return Arrays.stream(draws()).average().orElseThrow();
  }

  /** The inner product of w - w* after burn-in and later; NaN without burn-in. */
  double shared() {
    return shared;
  }

  /** Steps between the two. */
  int stepsApart() {
    return stepsApart;
  }

  /** The part of its transitions that was not rejected. */
  double accepted() {
    return steps == 0 ? 1 : 1 - (double) state.rejections() / steps;
  }

  /** What of its steps' diffusion no direction falls below: rejected ones have none. */
  double pace() {
    return accepted() * plan.kind().leastScale(state);
  }

  /** Of the step size, at some of the draws. */
  List<Quality> quality() {
    return quality;
  }

  /** Losses of the training probe's samples. */
  List<SampleMoments> train() {
    return train.batches();
  }

  /** Losses of the held-out probe's samples; empty without one. */
  List<SampleMoments> heldout() {
    return heldout.map(Observer::batches).orElse(List.of());
  }

  /** Calls of the gradient. */
  long gradients() {
    return Math.round(gradients);
  }

  private static double[] toArray(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

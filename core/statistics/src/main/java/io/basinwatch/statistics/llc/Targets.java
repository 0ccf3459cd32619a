package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.sampling.ExcessLoss;
import io.basinwatch.statistics.sampling.Posterior;
import io.basinwatch.statistics.sampling.StepDiagnostics;
import io.basinwatch.statistics.sampling.Target;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a thread works with, one set a thread, for as long as a measurement takes. */
final class Targets implements AutoCloseable {
  private final LossFunction loss;
  private final Optional<LossFunction> heldout;
  private final Forks forks;
  private final Posterior posterior;
  private final ExcessLoss excess;
  private final Map<LossFunction, Seat> known = new IdentityHashMap<>();

  /** The losses and the workers of a problem. */
  Targets(Problem problem, double inverseTemperature, double localization) {
    this.loss = problem.train();
    this.heldout = problem.heldout();
    this.forks = new Forks(loss, problem.workers());
    this.posterior = new Posterior(loss.checkpoint(), inverseTemperature, localization);
    this.excess = ExcessLoss.of(loss);
  }

  /** Of one thread. */
  static final class Seat {
    private final Target target;
    private final Optional<LossFunction> heldout;
    private StepDiagnostics diagnostics;

    private Seat(Target target, Optional<LossFunction> heldout) {
      this.target = target;
      this.heldout = heldout;
    }

    /** To sample. */
    Target target() {
      return target;
    }

    /** The loss over the held-out probe. */
    Optional<LossFunction> heldout() {
      return heldout;
    }

    /**
     * @param plan of all chains of the measurement
     */
    StepDiagnostics diagnostics(Plan plan) {
      if (diagnostics == null) {
        diagnostics = plan.diagnostics(target);
      }
      return diagnostics;
    }
  }

  /** A task on a seat that no other thread uses meanwhile. */
  interface Task<T> {
    T run(Seat seat, int index);
  }

  /** Results of tasks 0 .. count - 1, in order. */
  <T> List<T> map(int count, Task<T> task) {
    return forks.map(count, (fork, index) -> task.run(on(fork), index));
  }

  private synchronized Seat on(LossFunction fork) {
    return known.computeIfAbsent(
        fork, key -> new Seat(new Target(key, posterior, excess), heldout.map(LossFunction::fork)));
  }

  /** Samples of the held-out probe; 0 where there is none. */
  int heldoutCount() {
    return heldout.map(LossFunction::sampleCount).orElse(0);
  }

  int sampleCount() {
    return loss.sampleCount();
  }

  int parameters() {
    return loss.layout().size();
  }

  double inverseTemperature() {
    return posterior.inverseTemperature();
  }

  /** gamma. */
  double localization() {
    return posterior.localization();
  }

  /** L_n(w*). */
  double lossAtCheckpoint() {
    return excess.lossAtCheckpoint();
  }

  @Override
  public void close() {
    forks.close();
    known.values().forEach(seat -> seat.heldout().ifPresent(LossFunction::close));
  }
}

package io.basinwatch.tracker.domain;

import io.basinwatch.platform.progress.ExpectedStatistics;
import io.basinwatch.platform.progress.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is known of one run. The newest is that of the greatest step, in whatever order it came. */
final class TrackedRun {
  private final ExpectedStatistics expected;
  private final Map<String, MinibatchLoss> losses = new TreeMap<>();
  private final Map<String, Estimate> estimates = new TreeMap<>();
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Progress progress;
  private Optional<RunFacts> facts = Optional.empty();
  private OptionalLong step = OptionalLong.empty();
  private Instant trainerHeardAt = Instant.MIN;
  private Instant measuredAt = Instant.MIN;

  TrackedRun(ExpectedStatistics expected) {
    this.expected = expected;
    progress = new Progress(expected);
  }

  void announced(RunFacts announced) {
    facts = Optional.of(announced);
    progress.heldout(announced.heldout());
    trainerHeard(announced.finishedAt().orElse(announced.startedAt()));
  }

  void checkpoint(long at, Instant when) {
    progress.checkpoint(at);
    heardOf(at);
    trainerHeard(when);
  }

  void loss(MinibatchLoss loss) {
    losses.merge(loss.split(), loss, (old, fresh) -> fresh.step() >= old.step() ? fresh : old);
    heardOf(loss.step());
    trainerHeard(loss.at());
  }

  void measured(Estimate estimate) {
    if (estimate.isPassedOver()) {
      progress.passedOver(estimate.service(), estimate.step(), estimate.statistic());
    }
    progress.measured(estimate.service(), estimate.step(), estimate.key());
    if (!estimate.isSkipped()) {
      estimates.merge(
          estimate.key(), estimate, (old, fresh) -> fresh.step() >= old.step() ? fresh : old);
    }
    measuredAt = latest(measuredAt, estimate.at());
  }

  void deadLetter(String service, OptionalLong at) {
    deadLetters.merge(service, 1L, Long::sum);
    at.ifPresent(checkpoint -> progress.deadLetter(service, checkpoint));
  }

  /** Forgets what another instance follows from now on. */
  void disown() {
    losses.clear();
    estimates.clear();
  }

  boolean isAnnounced() {
    return facts.isPresent();
  }

  /** Whether nothing more is to be expected of the run: see {@link Lifetime}. */
  boolean isOver(Instant now, Lifetime lifetime) {
    var last = latest(trainerHeardAt, measuredAt);
    boolean finished = facts.flatMap(RunFacts::finishedAt).isPresent();
    boolean settled = progress.settledByAll() == progress.published();
    return last.isAfter(Instant.MIN)
        && (finished && settled && now.isAfter(last.plus(lifetime.grace()))
            || now.isAfter(last.plus(lifetime.silence())));
  }

  RunStatus status() {
    return new RunStatus(
        facts.orElseThrow(),
        step,
        List.copyOf(losses.values()),
        List.copyOf(estimates.values()),
        known(trainerHeardAt),
        known(measuredAt),
        progress.published(),
        progress.settledByAll(),
        expected.services().stream()
            .collect(Collectors.toMap(Function.identity(), progress::queueLength)),
        Map.copyOf(deadLetters));
  }

  private void heardOf(long at) {
    step = OptionalLong.of(Math.max(at, step.orElse(at)));
  }

  private void trainerHeard(Instant when) {
    trainerHeardAt = latest(trainerHeardAt, when);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Optional<Instant> known(Instant instant) {
    return Optional.of(instant).filter(Instant.MIN::isBefore);
  }
}

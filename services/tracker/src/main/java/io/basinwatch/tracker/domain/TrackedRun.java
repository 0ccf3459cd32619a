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
  private final String id;
  private final ExpectedStatistics expected;
  private final Map<String, MinibatchLoss> losses = new TreeMap<>();
  private final Map<String, Estimate> estimates = new TreeMap<>();
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Progress progress;
  private Optional<RunFacts> facts = Optional.empty();
  private OptionalLong step = OptionalLong.empty();
  private Instant trainerHeardAt = Instant.MIN;
  private Instant measuredAt = Instant.MIN;

  TrackedRun(String id, ExpectedStatistics expected) {
    this.id = id;
    this.expected = expected;
    progress = new Progress(expected);
  }

  String id() {
    return id;
  }

  void announced(RunFacts announced) {
    facts = Optional.of(announced);
    progress.heldout(announced.heldout());
    trainerHeard(announced.announcedAt());
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

  /** Whether it is known what the run is, and more is to be expected of it. */
  boolean isExported(Instant now, Lifetime lifetime) {
    return facts.isPresent() && !isQuiet(now, lifetime);
  }

  /**
   * Whether the run has been exported for long enough and nothing more can come: it is finished and
   * each checkpoint that it published is settled.
   */
  boolean isOver(Instant now, Lifetime lifetime) {
    return isQuiet(now, lifetime)
        && end().filter(end -> progress.published() >= end.checkpoints()).isPresent()
        && isSettled();
  }

  /** Whether nothing happens for now: see {@link Lifetime}. */
  private boolean isQuiet(Instant now, Lifetime lifetime) {
    var last = latest(trainerHeardAt, measuredAt);
    return now.isAfter(last.plus(lifetime.silence()))
        || now.isAfter(last.plus(lifetime.grace())) && end().isPresent() && isSettled();
  }

  private Optional<RunFacts.End> end() {
    return facts.flatMap(RunFacts::end);
  }

  private boolean isSettled() {
    return progress.settledByAll() == progress.published();
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

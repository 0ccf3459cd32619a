package io.basinwatch.tracker.domain;

import io.basinwatch.platform.progress.ExpectedStatistics;
import io.basinwatch.platform.progress.NewestRuns;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Follows the runs with the newest news. Every instance hears of all runs, checkpoints and dead
 * letters; losses and measurements it hears of the partitions that it owns, and only runs that
 * belong to those are exported. Topics are heard in any order. Safe for concurrent use.
 */
public final class Tracker {
  private final Lifetime lifetime;
  private final NewestRuns<TrackedRun> runs;
  private final Map<String, RunFacts> announced = new HashMap<>();
  // Runs that are deleted or over: what is read again of them is not heard.
  private final Set<String> closed = new HashSet<>();
  private Set<Integer> owned = Set.of();
  private ToIntFunction<String> partitionOf = run -> 0;

  /**
   * @param followed runs of which it is known how far they are; the others are known by name
   */
  public Tracker(ExpectedStatistics expected, Lifetime lifetime, int followed) {
    this.lifetime = lifetime;
    runs = new NewestRuns<>(followed, id -> follow(id, expected), id -> {});
  }

  public synchronized void announced(RunFacts facts) {
    if (facts.end().isEmpty()) {
      closed.remove(facts.id());
    }
    if (!closed.contains(facts.id())) {
      announced.put(facts.id(), facts);
      heard(facts.id(), facts.announcedAt(), run -> run.announced(facts));
    }
  }

  /** Its rows go, and what is still under way of it is not heard. */
  public synchronized void deleted(String run) {
    close(run);
  }

  public synchronized void checkpoint(String run, long step, Instant at) {
    heard(run, at, tracked -> tracked.checkpoint(step, at));
  }

  public synchronized void deadLetter(String service, String run, OptionalLong step, Instant at) {
    heard(run, at, tracked -> tracked.deadLetter(service, step));
  }

  public synchronized void loss(String run, MinibatchLoss loss) {
    heard(run, loss.at(), tracked -> tracked.loss(loss));
  }

  public synchronized void measured(String run, Estimate estimate) {
    heard(run, estimate.at(), tracked -> tracked.measured(estimate));
  }

  /**
   * The partitions that this instance owns from now on.
   *
   * @param partitionOf the partition that a run belongs to
   */
  public synchronized void owns(Set<Integer> partitions, ToIntFunction<String> partitionOf) {
    owned = Set.copyOf(partitions);
    this.partitionOf = partitionOf;
    runs.values().stream().filter(run -> !isOwned(run)).forEach(TrackedRun::disown);
  }

  /** Where each run stands that is to be exported. Forgets runs that are over. */
  public synchronized List<RunStatus> exported(Instant now) {
    runs.values().stream()
        .filter(run -> run.isOver(now, lifetime))
        .map(TrackedRun::id)
        .forEach(this::close);
    return runs.values().stream()
        .filter(this::isOwned)
        .filter(run -> run.isExported(now, lifetime))
        .map(TrackedRun::status)
        .toList();
  }

  private boolean isOwned(TrackedRun run) {
    return owned.contains(partitionOf.applyAsInt(run.id()));
  }

  private void heard(String run, Instant at, Consumer<TrackedRun> news) {
    if (!closed.contains(run)) {
      runs.heard(run, at).ifPresent(news);
    }
  }

  private void close(String run) {
    runs.remove(run);
    announced.remove(run);
    closed.add(run);
  }

  private TrackedRun follow(String id, ExpectedStatistics expected) {
    var run = new TrackedRun(id, expected);
    Optional.ofNullable(announced.get(id)).ifPresent(run::announced);
    return run;
  }
}

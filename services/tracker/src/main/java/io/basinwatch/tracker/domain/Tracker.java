package io.basinwatch.tracker.domain;

import io.basinwatch.platform.progress.ExpectedStatistics;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Follows the runs. Every instance hears of all runs, checkpoints and dead letters; losses and
 * measurements it hears of the partitions that it owns, and only runs that belong to those are
 * exported. Safe for concurrent use.
 */
public final class Tracker {
  private final ExpectedStatistics expected;
  private final Lifetime lifetime;
  private final Map<String, TrackedRun> runs = new HashMap<>();
  private final Set<String> over = new HashSet<>();
  private Set<Integer> owned = Set.of();
  private ToIntFunction<String> partitionOf = run -> 0;

  public Tracker(ExpectedStatistics expected, Lifetime lifetime) {
    this.expected = expected;
    this.lifetime = lifetime;
  }

  public synchronized void announced(RunFacts facts) {
    if (facts.finishedAt().isEmpty()) {
      over.remove(facts.id());
    }
    if (!over.contains(facts.id())) {
      run(facts.id()).announced(facts);
    }
  }

  /** Its rows go, and what is still under way of it is not heard. */
  public synchronized void deleted(String run) {
    runs.remove(run);
    over.add(run);
  }

  public synchronized void checkpoint(String run, long step, Instant at) {
    if (!over.contains(run)) {
      run(run).checkpoint(step, at);
    }
  }

  public synchronized void deadLetter(String service, String run, OptionalLong step) {
    if (!over.contains(run)) {
      run(run).deadLetter(service, step);
    }
  }

  public synchronized void loss(String run, MinibatchLoss loss) {
    if (!over.contains(run)) {
      run(run).loss(loss);
    }
  }

  public synchronized void measured(String run, Estimate estimate) {
    if (!over.contains(run)) {
      run(run).measured(estimate);
    }
  }

  /**
   * The partitions that this instance owns from now on.
   *
   * @param partitionOf the partition that a run belongs to
   */
  public synchronized void owns(Set<Integer> partitions, ToIntFunction<String> partitionOf) {
    owned = Set.copyOf(partitions);
    this.partitionOf = partitionOf;
    runs.forEach(
        (id, run) -> {
          if (!isOwned(id)) {
            run.disown();
          }
        });
  }

  /** Where each run stands that is to be exported. Forgets runs that are over. */
  public synchronized List<RunStatus> exported(Instant now) {
    var ended =
        runs.entrySet().stream()
            .filter(run -> run.getValue().isOver(now, lifetime))
            .map(Map.Entry::getKey)
            .toList();
    ended.forEach(runs::remove);
    over.addAll(ended);
    return runs.entrySet().stream()
        .filter(run -> isOwned(run.getKey()))
        .map(Map.Entry::getValue)
        .filter(TrackedRun::isAnnounced)
        .map(TrackedRun::status)
        .toList();
  }

  private boolean isOwned(String run) {
    return owned.contains(partitionOf.applyAsInt(run));
  }

  private TrackedRun run(String id) {
    return runs.computeIfAbsent(id, key -> new TrackedRun(expected));
  }
}

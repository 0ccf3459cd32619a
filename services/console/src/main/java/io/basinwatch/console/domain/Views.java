package io.basinwatch.console.domain;

import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.platform.progress.ExpectedStatistics;
import io.basinwatch.platform.progress.NewestRuns;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that the page and the REST API show, built from events. Every event is a new revision; a
 * reader that knows a revision can ask for what changed since. Safe for concurrent use.
 */
public final class Views {
  private static final int DEAD_LETTERS_KEPT = 100;

  private final NewestRuns<RunView> runs;
  private final Map<String, Event.Announced> announced = new HashMap<>();
  private final Deque<Event.DeadLettered> deadLetters = new ArrayDeque<>();
  private final Deletions deletions = new Deletions();
  private final ExpectedStatistics expected;
  private final RunView.Limits limits;
  private final Summaries summaries;
  private final InstantSource clock;
  private long deadLettersRevision;
  private long revision;

  /**
   * @param runsKept runs that are shown: those with the newest news
   * @param buckets of minibatch losses kept, a run and split
   * @param points of one statistic kept, a run
   * @param clock by which it is told whether a measurement is still heard of
   */
  public Views(
      ExpectedStatistics expected, int runsKept, int buckets, int points, InstantSource clock) {
    this.expected = expected;
    limits = new RunView.Limits(buckets, points);
    runs = new NewestRuns<>(runsKept, this::view, run -> deletions.madeRoom(run, revision));
    summaries = new Summaries(expected);
    this.clock = clock;
  }

  /**
   * @param at when it came about
   */
  public synchronized void apply(Event event, Instant at) {
    if (!admits(event)) {
      return;
    }
    revision++;
    if (event instanceof Event.Deleted(String run)) {
      delete(run);
      return;
    }
    if (event instanceof Event.DeadLettered dead) {
      remember(dead);
    }
    if (event instanceof Event.Announced start) {
      announced.put(start.facts().id(), start);
    }
    run(event).flatMap(id -> runs.heard(id, at)).ifPresent(view -> view.apply(event, revision));
  }

  public synchronized long revision() {
    forgetSilentJobs();
    return revision;
  }

  /** Summaries of all runs, the newest first. */
  public synchronized List<RunSummary> runs() {
    forgetSilentJobs();
    return summariesSince(0);
  }

  public synchronized Optional<RunSummary> run(String id) {
    forgetSilentJobs();
    return runs.get(id).map(summaries::of);
  }

  /** Losses of a run by split, in lower case. */
  public synchronized Map<String, Losses> losses(String id) {
    return lossesSince(id, 0);
  }

  /** Points of a run by `statistic` or `statistic/variant`. */
  public synchronized Map<String, List<MeasurementPoint>> measurements(String id) {
    return measurementsSince(id, 0);
  }

  public synchronized List<DeadLetter> deadLetters() {
    return deadLetters.stream().map(Event.DeadLettered::letter).toList();
  }

  /** What changed after a revision, in the list of runs and in one run. */
  public synchronized Changes since(long since, Optional<String> id) {
    return new Changes(
        revision,
        summariesSince(since),
        deletions.since(since),
        id.map(run -> lossesSince(run, since)).orElse(Map.of()),
        id.map(run -> measurementsSince(run, since)).orElse(Map.of()),
        deadLettersRevision > since ? deadLetters() : null);
  }

  private List<RunSummary> summariesSince(long since) {
    return runs.values().stream()
        .filter(run -> run.revision > since)
        .map(summaries::of)
        .sorted(
            Comparator.comparing(
                    RunSummary::startedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .reversed())
        .toList();
  }

  private Map<String, Losses> lossesSince(String id, long since) {
    var changed = new TreeMap<String, Losses>();
    for (var split : Split.values()) {
      runs.get(id)
          .flatMap(run -> run.losses(split))
          .filter(series -> series.changedSince(since))
          .ifPresent(
              series -> changed.put(split.name().toLowerCase(Locale.ROOT), series.since(since)));
    }
    return changed;
  }

  private Map<String, List<MeasurementPoint>> measurementsSince(String id, long since) {
    var changed = new TreeMap<String, List<MeasurementPoint>>();
    runs.get(id)
        .ifPresent(
            run ->
                run.measurements.forEach(
                    (key, series) -> {
                      if (series.changedSince(since)) {
                        changed.put(key, series.since(since));
                      }
                    }));
    return changed;
  }

  /**
   * Keeps out what tells of a run that was deleted, which only a new start undoes, or of a moment
   * that has passed.
   */
  private boolean admits(Event event) {
    return switch (event) {
      case Event.Deleted deleted -> true;
      case Event.Announced announced ->
          deletions.admits(announced.facts().id(), announced.end().isPresent());
      case Event.Progressed progressed ->
          runs.get(progressed.run()).isPresent() && Jobs.isNews(progressed.at(), clock.instant());
      case Event.JobEnded ended -> runs.get(ended.run()).isPresent();
      default -> run(event).filter(deletions::contains).isEmpty();
    };
  }

  private void delete(String run) {
    runs.remove(run);
    announced.remove(run);
    deletions.add(run, revision);
    if (deadLetters.removeIf(dead -> dead.run().equals(Optional.of(run)))) {
      deadLettersRevision = revision;
    }
  }

  private void forgetSilentJobs() {
    var now = clock.instant();
    for (var run : runs.values()) {
      if (run.jobs.forgetSilent(now)) {
        run.revision = ++revision;
      }
    }
  }

  private void remember(Event.DeadLettered dead) {
    deadLettersRevision = revision;
    deadLetters.addFirst(dead);
    if (deadLetters.size() > DEAD_LETTERS_KEPT) {
      deadLetters.removeLast();
    }
  }

  private RunView view(String id) {
    var view = new RunView(id, expected, limits);
    Optional.ofNullable(announced.get(id)).ifPresent(start -> view.apply(start, revision));
    return view;
  }

  private static Optional<String> run(Event event) {
    return switch (event) {
      case Event.Announced announced -> Optional.of(announced.facts().id());
      case Event.LossesSent sent -> Optional.of(sent.run());
      case Event.CheckpointSaved saved -> Optional.of(saved.run());
      case Event.Measured measured -> Optional.of(measured.run());
      case Event.Progressed progressed -> Optional.of(progressed.run());
      case Event.JobEnded ended -> Optional.of(ended.run());
      case Event.DeadLettered dead -> dead.run();
      case Event.Deleted deleted -> Optional.of(deleted.run());
    };
  }
}

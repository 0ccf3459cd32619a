package io.basinwatch.console.domain;

import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.platform.progress.ExpectedStatistics;
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

  private final Map<String, RunView> runs = new HashMap<>();
  private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
  private final ExpectedStatistics expected;
  private final RunView.Limits limits;
  private final Summaries summaries;
  private long deadLettersRevision;
  private long revision;

  /**
   * @param runsKept runs that are shown; the one without news for longest goes first
   * @param buckets of minibatch losses kept, a run and split
   * @param points of one statistic kept, a run
   */
  public Views(ExpectedStatistics expected, int runsKept, int buckets, int points) {
    this.expected = expected;
    limits = new RunView.Limits(runsKept, buckets, points);
    summaries = new Summaries(expected);
  }

  public synchronized void apply(Event event) {
    revision++;
    if (event instanceof Event.DeadLettered dead) {
      remember(dead.letter());
    }
    run(event).ifPresent(id -> view(id).apply(event, revision));
  }

  public synchronized long revision() {
    return revision;
  }

  /** Summaries of all runs, the newest first. */
  public synchronized List<RunSummary> runs() {
    return summariesSince(0);
  }

  public synchronized Optional<RunSummary> run(String id) {
    return Optional.ofNullable(runs.get(id)).map(summaries::of);
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
    return List.copyOf(deadLetters);
  }

  /** What changed after a revision, in the list of runs and in one run. */
  public synchronized Changes since(long since, Optional<String> id) {
    return new Changes(
        revision,
        summariesSince(since),
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
      Optional.ofNullable(runs.get(id))
          .flatMap(run -> run.losses(split))
          .filter(series -> series.changedSince(since))
          .ifPresent(
              series -> changed.put(split.name().toLowerCase(Locale.ROOT), series.since(since)));
    }
    return changed;
  }

  private Map<String, List<MeasurementPoint>> measurementsSince(String id, long since) {
    var changed = new TreeMap<String, List<MeasurementPoint>>();
    Optional.ofNullable(runs.get(id))
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

  private void remember(DeadLetter letter) {
    deadLettersRevision = revision;
    deadLetters.addFirst(letter);
    if (deadLetters.size() > DEAD_LETTERS_KEPT) {
      deadLetters.removeLast();
    }
  }

  private RunView view(String id) {
    var view = runs.computeIfAbsent(id, key -> new RunView(key, expected, limits));
    if (runs.size() > limits.runs()) {
      runs.values().stream()
          .filter(run -> run != view)
          .min(Comparator.comparingLong(run -> run.revision))
          .ifPresent(run -> runs.remove(run.id));
    }
    return view;
  }

  private static Optional<String> run(Event event) {
    return switch (event) {
      case Event.Announced announced -> Optional.of(announced.facts().id());
      case Event.LossesSent sent -> Optional.of(sent.run());
      case Event.CheckpointSaved saved -> Optional.of(saved.run());
      case Event.Measured measured -> Optional.of(measured.run());
      case Event.DeadLettered dead -> dead.run();
    };
  }
}

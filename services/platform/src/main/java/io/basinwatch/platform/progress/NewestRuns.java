package io.basinwatch.platform.progress;

import io.basinwatch.engine.InvalidInputException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is kept of runs, of as many as there is room for: those with the newest news. When the news
 * came about counts, not when it was heard: topics that are read from their beginning tell of old
 * runs last. News of a run that is heard while as many others with newer news are kept is lost,
 * even if the run is kept later: where there are more runs than room, what is known of one depends
 * on the order in which topics are read. Not safe for concurrent use.
 */
public final class NewestRuns<V> {
  private final int most;
  private final Function<String, V> begin;
  private final Consumer<String> left;
  private final Map<String, Kept<V>> kept = new HashMap<>();

  /**
   * @param begin what there is of a run at first
   * @param left told of each run that has made room for another
   * @throws InvalidInputException where there is room for none
   */
  public NewestRuns(int most, Function<String, V> begin, Consumer<String> left) {
    if (most < 1) {
      throw new InvalidInputException("at least 1 run has to be kept, not " + most);
    }
    this.most = most;
    this.begin = begin;
    this.left = left;
  }

  /**
   * What is kept of a run that there is news of; empty where all that are kept have newer news.
   *
   * @param at when the news came about
   */
  public Optional<V> heard(String run, Instant at) {
    if (!kept.containsKey(run) && !makesRoom(at)) {
      return Optional.empty();
    }
    var entry = kept.computeIfAbsent(run, id -> new Kept<>(id, begin.apply(id)));
    entry.newest = entry.newest.isAfter(at) ? entry.newest : at;
    return Optional.of(entry.value);
  }

  public Optional<V> get(String run) {
    return Optional.ofNullable(kept.get(run)).map(entry -> entry.value);
  }

  public void remove(String run) {
    kept.remove(run);
  }

  public List<V> values() {
    return kept.values().stream().map(entry -> entry.value).toList();
  }

  /** Makes room where what is kept for longest without news has none as new as that. */
  private boolean makesRoom(Instant at) {
    if (kept.size() < most) {
      return true;
    }
    var oldest =
        kept.values().stream().min(Comparator.comparing(entry -> entry.newest)).orElseThrow();
    if (oldest.newest.isAfter(at)) {
      return false;
    }
    kept.remove(oldest.run);
    left.accept(oldest.run);
    return true;
  }

  private static final class Kept<V> {
    private final String run;
    private final V value;
    private Instant newest = Instant.MIN;

    Kept(String run, V value) {
      this.run = run;
      this.value = value;
    }
  }
}

package io.basinwatch.console.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs that were deleted: what is still under way of them is not heard, and readers are told, as
 * they are of runs that made room for others. A deleted run may start again, and then it is another
 * one.
 */
final class Deletions {
  private final Set<String> gone = new HashSet<>();
  // run id -> revision at which it went last
  private final Map<String, Long> revisions = new HashMap<>();

  void add(String run, long revision) {
    gone.add(run);
    revisions.put(run, revision);
  }

  /** Any news brings such a run back. */
  void madeRoom(String run, long revision) {
    revisions.put(run, revision);
  }

  boolean contains(String run) {
    return gone.contains(run);
  }

  /** Takes note of an announcement, and returns whether it counts: a mere end does not. */
  boolean admits(String run, boolean over) {
    if (!over) {
      gone.remove(run);
    }
    return !gone.contains(run);
  }

  /** Runs that went after a revision; none for a reader that knows nothing yet. */
  List<String> since(long revision) {
    return revision == 0
        ? List.of()
        : revisions.entrySet().stream()
            .filter(deletion -> deletion.getValue() > revision)
            .map(Map.Entry::getKey)
            .toList();
  }
}

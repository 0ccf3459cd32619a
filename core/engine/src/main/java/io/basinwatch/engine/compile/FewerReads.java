package io.basinwatch.engine.compile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a group of element-by-element values compute for itself what it would read, where that are
 * cheap functions of fewer stored values: memory is slower than arithmetic. What nothing reads any
 * more is not computed at all, and of what a point determines less is kept for its directions.
 */
final class FewerReads {
  /** Members that may be computed once more for each value that is read no longer. */
  private static final int MEMBERS_FOR_A_READ = 4;

  private final ElementGroups groups;
  private final Map<Value, Integer> places = new IdentityHashMap<>();
  private final Set<Value> copies = Values.identitySet();

  /**
   * What a group could do.
   *
   * @param results of other groups, which it computes
   * @param reads that are left
   */
  private record Choice(List<Value> results, List<Value> reads) {}

  private FewerReads(List<Value> order, Set<Value> stored) {
    this.groups = new ElementGroups(order, stored, Set.of());
    order.forEach(value -> places.put(value, places.size()));
  }

  /**
   * @param stored what has to be stored
   * @return the copies, each for the group that reads it
   */
  static Set<Value> apply(List<Value> outputs, Set<Value> stored) {
    List<Value> order = Values.order(outputs);
    FewerReads all = new FewerReads(order, stored);
    order.reversed().stream().filter(all.groups::isRoot).forEach(all::visit);
    return all.copies;
  }

  private void visit(Value result) {
    ElementGroups.Group group = groups.group(result);
    if (group.reads().stream().noneMatch(read -> isComputable(read, result))) {
      return;
    }
    Choice free = choice(result, group, true);
    Choice full = choice(result, group, false);
    boolean more = full.reads.size() < free.reads.size() && isWorthwhile(group, full);
    Choice best = more ? full : free;
    if (isWorthwhile(group, best)) {
      copy(group, best.results);
    }
  }

  /**
   * Computes what can be computed instead of read.
   *
   * @param free only if everything that this takes is read anyway
   */
  private Choice choice(Value result, ElementGroups.Group group, boolean free) {
    List<Value> results = new ArrayList<>();
    List<Value> reads = new ArrayList<>(group.reads());
    for (int i = 0; i < reads.size() && results.size() < ElementGroups.LARGEST; ) {
      Value read = reads.get(i);
      if (isComputable(read, result) && (!free || reads.containsAll(groups.group(read).reads()))) {
        reads.remove(i);
        results.add(read);
        groups.group(read).reads().stream()
            .filter(x -> !reads.contains(x) && !results.contains(x))
            .forEach(reads::add);
        i = 0;
      } else {
        i++;
      }
    }
    return new Choice(results, reads);
  }

  private boolean isComputable(Value read, Value result) {
    return groups.isRoot(read)
        && read.shape().equals(result.shape())
        && groups.group(read).members().stream().allMatch(Recomputation::isCheap);
  }

  private boolean isWorthwhile(ElementGroups.Group group, Choice choice) {
    int members = choice.results.stream().mapToInt(x -> groups.group(x).members().size()).sum();
    return members <= MEMBERS_FOR_A_READ * (group.reads().size() - choice.reads.size())
        && members + group.members().size() <= ElementGroups.LARGEST
        && members > 0;
  }

  private void copy(ElementGroups.Group group, List<Value> results) {
    Map<Value, Value> own = new IdentityHashMap<>();
    results.stream()
        .sorted(Comparator.comparing(places::get))
        .flatMap(result -> groups.group(result).members().stream())
        .forEach(member -> copies.add(Values.copy(member, own)));
    group.members().forEach(x -> x.inputs().replaceAll(input -> own.getOrDefault(input, input)));
  }
}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides the element-by-element values into groups that one kernel computes without storing what
 * lies in between. A value joins a group if all that read it are in the group and it has the shape
 * of the group's result; values of other shapes are read through a broadcasting view, and a slice
 * that joins is a view too. What depends on the direction and what does not are kept apart, so that
 * the latter can be computed once, but for copies that a group has for itself.
 */
final class ElementGroups {
  /** Members of a group: what it reads and what lies in between should stay in the caches. */
  static final int LARGEST = 64;

  /** What has so many times fewer elements than a result stays in the caches. */
  private static final int SMALL = 4;

  private final Map<Value, Value> roots = new IdentityHashMap<>();
  private final Map<Value, Integer> sizes = new IdentityHashMap<>();
  private final Set<Value> directed = Values.identitySet();
  private final Set<Value> copies;
  private final Map<Value, Group> groups = new IdentityHashMap<>();

  /**
   * @param members in order, the result last
   * @param reads from elsewhere, of about the result's size
   */
  record Group(List<Value> members, List<Value> reads) {}

  /**
   * @param outputs what has to be stored
   * @param copies what belongs to its reader's group in any case
   */
  ElementGroups(List<Value> order, Set<Value> outputs, Set<Value> copies) {
    this.copies = copies;
    order.stream().filter(this::readsDirection).forEach(directed::add);
    Map<Value, List<Value>> consumers = Values.consumers(order);
    for (Value value : order.reversed()) {
      if (isElementwise(value)) {
        Value root = joined(value, consumers.get(value), outputs);
        roots.put(value, root);
        sizes.merge(root, 1, Integer::sum);
      } else if (isSlice(value)) {
        Value root = joined(value, consumers.get(value), outputs);
        if (root != value) {
          roots.put(value, root);
        }
      }
    }
  }

  /** Whether it is the result of a group, and so is stored. */
  boolean isRoot(Value value) {
    return roots.get(value) == value;
  }

  /** The group of a result. */
  Group group(Value root) {
    return groups.computeIfAbsent(
        root,
        _ -> {
          List<Value> members = Values.order(List.of(root), value -> contains(root, value));
          List<Value> reads = new ArrayList<>();
          for (Value member : members) {
            member.inputs().stream()
                .filter(x -> !contains(root, x) && isLarge(x, root))
                .filter(x -> !reads.contains(x))
                .forEach(reads::add);
          }
          return new Group(members, reads);
        });
  }

  /** Whether reading it for each element of a result takes memory's time. */
  static boolean isLarge(Value value, Value result) {
    return SMALL * (long) value.shape().elements() > result.shape().elements();
  }

  /** Whether it is computed within the group of that result. */
  boolean contains(Value root, Value value) {
    return roots.get(value) == root;
  }

  boolean isMember(Value value) {
    return roots.containsKey(value);
  }

  /** The result of the group that it is computed in, or null. */
  Value root(Value value) {
    return roots.get(value);
  }

  /** Of the group of that result. */
  int size(Value root) {
    return sizes.get(root);
  }

  /** Whether it depends on the direction. */
  boolean isDirected(Value value) {
    return directed.contains(value);
  }

  private Value joined(Value value, List<Value> consumers, Set<Value> outputs) {
    if (consumers.isEmpty() || outputs.contains(value)) {
      return value;
    }
    Value root = roots.get(consumers.getFirst());
    boolean joins =
        root != null
            && consumers.stream().allMatch(x -> roots.get(x) == root && !isSlice(x))
            && value.shape().equals(root.shape())
            && (isBroadcast(value)
                || copies.contains(value)
                || directed.contains(value) == directed.contains(root))
            && sizes.get(root) < LARGEST;
    return joins ? root : value;
  }

  private boolean readsDirection(Value value) {
    return value.action() instanceof Value.Action.Plain(Operation.Parameter p)
            && p.vector() == Operation.Parameter.Space.DIRECTION
        || value.inputs().stream().anyMatch(directed::contains);
  }

  private static boolean isBroadcast(Value value) {
    return value.action() instanceof Value.Action.Plain(Operation.Broadcast _);
  }

  /** Whether it reads some elements of another value in regular steps. */
  static boolean isSlice(Value value) {
    return value.action() instanceof Value.Action.Plain(Operation.Slice _)
        && value.type() == ElementType.REAL;
  }

  private static boolean isElementwise(Value value) {
    boolean function =
        value.action() instanceof Value.Action.Plain(Operation operation)
            && (operation instanceof Operation.Unary
                || operation instanceof Operation.Binary
                || operation instanceof Operation.Where
                || operation instanceof Operation.Broadcast);
    return function && value.type() == ElementType.REAL;
  }
}

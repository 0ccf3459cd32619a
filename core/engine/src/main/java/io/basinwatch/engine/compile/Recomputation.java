package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every group that reads a cheap function of one stored value, as x / 2 or x - mean, a copy
 * of it to compute: it reads x as fast, and what lies between is neither written nor read.
 */
final class Recomputation {
  private static final Set<UnaryFunction> CHEAP_UNARY =
      EnumSet.of(UnaryFunction.NEGATE, UnaryFunction.SQUARE, UnaryFunction.ABS, UnaryFunction.RELU);

  private static final Set<BinaryFunction> CHEAP_BINARY =
      EnumSet.complementOf(EnumSet.of(BinaryFunction.DIVIDE, BinaryFunction.POWER));

  /** Members of a group that is copied. */
  private static final int MOST = 4;

  private final ElementGroups groups;
  private final Set<Value> stored;
  private final Map<Value, List<Value>> readers;
  private final Map<Value, Value> copies = new IdentityHashMap<>(); // to the group's result
  private final Map<Value, Integer> added = new IdentityHashMap<>(); // to the group of a result

  private Recomputation(List<Value> order, Set<Value> stored) {
    this.groups = new ElementGroups(order, stored, Set.of());
    this.stored = stored;
    this.readers = Values.consumers(order);
  }

  /** Before the groups are made. */
  static void apply(List<Value> outputs) {
    Set<Value> stored = Values.identitySet();
    stored.addAll(outputs);
    List<Value> order = Values.order(outputs);
    order.forEach(new Recomputation(order, stored)::visit);
  }

  private void visit(Value result) {
    if (!groups.isRoot(result) || stored.contains(result)) {
      return;
    }
    List<Value> members = Values.order(List.of(result), value -> root(value) == result);
    boolean fits =
        members.size() <= MOST
            && members.stream().allMatch(Recomputation::isCheap)
            && readsOne(members, result)
            && readers.get(result).stream().allMatch(x -> takes(x, result, members.size()));
    if (fits) {
      Map<Value, Value> copied = new IdentityHashMap<>();
      for (Value reader : readers.get(result)) {
        Value group = root(reader);
        Value copy = copied.computeIfAbsent(group, _ -> copy(members, group));
        reader.inputs().replaceAll(input -> input == result ? copy : input);
      }
    }
  }

  private Value root(Value value) {
    return copies.getOrDefault(value, groups.root(value));
  }

  static boolean isCheap(Value value) {
    return value.action() instanceof Value.Action.Plain(Operation operation)
        && switch (operation) {
          case Operation.Unary u -> CHEAP_UNARY.contains(u.function());
          case Operation.Binary b -> CHEAP_BINARY.contains(b.function());
          case Operation.Where _, Operation.Broadcast _ -> true;
          default -> false;
        };
  }

  private static boolean readsOne(List<Value> members, Value result) {
    Set<Value> large = Values.identitySet();
    for (Value member : members) {
      member.inputs().stream().filter(x -> ElementGroups.isLarge(x, result)).forEach(large::add);
    }
    members.forEach(large::remove);
    return large.size() <= 1;
  }

  /** Whether the group that a reader is in can have a copy of so many members. */
  private boolean takes(Value reader, Value result, int members) {
    Value group = root(reader);
    return group != null
        && !ElementGroups.isSlice(reader)
        && group.shape().equals(result.shape())
        && groups.isDirected(group) == groups.isDirected(result)
        && groups.size(group) + added.getOrDefault(group, 0) + members <= ElementGroups.LARGEST;
  }

  private Value copy(List<Value> members, Value group) {
    Map<Value, Value> own = new IdentityHashMap<>();
    added.merge(group, members.size(), Integer::sum);
    Value last = null;
    for (Value member : members) {
      last = Values.copy(member, own);
      copies.put(last, group);
    }
    return last;
  }
}

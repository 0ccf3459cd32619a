package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.OffHeap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values that are computed where a concatenation wants them, so that nothing is copied: its parts
 * follow one another in memory, as the steps of a sequence do.
 */
final class JoinedParts {
  /** How many bytes after a concatenation's begin a part begins. */
  record Place(Value whole, long offset) {}

  private final ElementGroups groups;
  private final Set<Value> results;
  private final int realBytes;
  private final Map<Value, Place> places = new IdentityHashMap<>();

  /**
   * @param results values that have a place of their own
   */
  JoinedParts(List<Value> order, Set<Value> results, ElementGroups groups, int realBytes) {
    this.groups = groups;
    this.results = results;
    this.realBytes = realBytes;
    order.forEach(this::visit);
  }

  /** Where a value is to be computed, or null where that is anywhere. */
  Place of(Value value) {
    return places.get(value);
  }

  /** Whether a part is computed where its concatenation wants it. */
  boolean isPlaced(Value part, Place place) {
    return place.equals(places.get(source(part)));
  }

  private void visit(Value value) {
    if (!(value.action() instanceof Value.Action.Plain(Operation.Concat(int axis)))
        || !follow(value, axis)
        || results.contains(value)) {
      return;
    }
    long offset = 0;
    for (Value part : value.inputs()) {
      Value source = source(part);
      if (offset % OffHeap.ALIGNMENT == 0 && isFree(source, value)) {
        places.putIfAbsent(source, new Place(value, offset));
      }
      offset += Lowering.bytes(part, realBytes);
    }
  }

  /** Whether the parts lie one after the other. */
  private static boolean follow(Value value, int axis) {
    return value.shape().dimensions().subList(0, axis).stream().allMatch(size -> size == 1);
  }

  /** What computes the elements. */
  private static Value source(Value part) {
    Value source = part;
    while (source.is(new Operation.Reshape())) {
      source = source.input(0);
    }
    return source;
  }

  /** Whether one kernel computes it, in the same phase, and nothing else says where. */
  private boolean isFree(Value part, Value whole) {
    return !results.contains(part)
        && groups.isDirected(part) == groups.isDirected(whole)
        && switch (part.action()) {
          case Value.Action.Fused(KernelSpec spec) -> !(spec instanceof KernelSpec.CrossEntropy);
          case Value.Action.Output _ -> false;
          case Value.Action.Plain(Operation operation) ->
              switch (operation) {
                case Operation.Input _,
                    Operation.Parameter _,
                    Operation.Constant _,
                    Operation.Reduce _ ->
                    false;
                default -> true;
              };
        };
  }
}

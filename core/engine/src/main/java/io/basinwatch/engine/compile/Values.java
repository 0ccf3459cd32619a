package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Questions about a whole program. */
final class Values {
  private Values() {}

  /** Every value that the outputs need, each once and after its inputs. */
  static List<Value> order(List<Value> outputs) {
    return Topology.order(outputs, Value::inputs);
  }

  /** Those that pass, each once and after its inputs; nothing is looked for behind another one. */
  static List<Value> order(List<Value> outputs, Predicate<Value> passes) {
    return Topology.order(outputs, value -> value.inputs().stream().filter(passes).toList());
  }

  /** The values that read each value; one that reads it twice is there twice. */
  static Map<Value, List<Value>> consumers(List<Value> order) {
    Map<Value, List<Value>> consumers = new IdentityHashMap<>();
    order.forEach(value -> consumers.put(value, new ArrayList<>()));
    for (Value value : order) {
      value.inputs().forEach(input -> consumers.get(input).add(value));
    }
    return consumers;
  }

  /** A copy that reads the copies which there are of its inputs; it is added to them. */
  static Value copy(Value value, Map<Value, Value> copies) {
    List<Value> inputs = value.inputs().stream().map(x -> copies.getOrDefault(x, x)).toList();
    Value copy = new Value(value.action(), inputs, value.type(), value.shape());
    copies.put(value, copy);
    return copy;
  }

  static Set<Value> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}

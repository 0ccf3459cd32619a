package io.basinwatch.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Order of evaluation. */
public final class Topology {
  private Topology() {}

  /** Every node that the outputs need, each once and after its inputs. */
  public static List<Node> order(List<Node> outputs) {
    return order(outputs, Node::inputs);
  }

  /**
   * The same of any graph.
   *
   * @param inputs of a node; nothing is looked for behind one that they leave out
   */
  public static <T> List<T> order(List<T> outputs, Function<T, List<T>> inputs) {
    List<T> order = new ArrayList<>();
    Set<T> opened = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<T> closed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<T> stack = new ArrayDeque<>();
    outputs.reversed().forEach(stack::push);
    while (!stack.isEmpty()) {
      T node = stack.peek();
      if (opened.add(node)) {
        inputs.apply(node).reversed().stream()
            .filter(x -> !opened.contains(x))
            .forEach(stack::push);
      } else {
        stack.pop();
        if (closed.add(node)) {
          order.add(node);
        }
      }
    }
    return order;
  }
}

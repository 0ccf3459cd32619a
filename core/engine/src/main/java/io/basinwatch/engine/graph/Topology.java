package io.basinwatch.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Order of evaluation. */
public final class Topology {
  private Topology() {}

  /** Every node that the outputs need, each once and after its inputs. */
  public static List<Node> order(List<Node> outputs) {
    List<Node> order = new ArrayList<>();
    Set<Node> opened = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> closed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> stack = new ArrayDeque<>();
    outputs.reversed().forEach(stack::push);
    while (!stack.isEmpty()) {
      Node node = stack.peek();
      if (opened.add(node)) {
        node.inputs().reversed().stream().filter(x -> !opened.contains(x)).forEach(stack::push);
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

package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sum of what reaches a value from those that read it. Where they read neighbouring slices (the
 * steps of a sequence, the gates of a cell, the heads' queries, keys and values) their parts are
 * put side by side: a sum of zeros with a slice each would take time quadratic in their number. And
 * where thin matrix products reach it, as a recurrent weight at each step, they become one: their
 * factors cost less to put side by side than the products to add.
 */
final class CotangentSum {
  private final GraphBuilder builder;
  private final Shape shape;
  private final List<Node> others = new ArrayList<>();
  private final List<TreeMap<Integer, Deque<Node>>> bands = new ArrayList<>(); // by axis, start

  private CotangentSum(GraphBuilder builder, Shape shape) {
    this.builder = builder;
    this.shape = shape;
    for (int axis = 0; axis < shape.rank(); axis++) {
      bands.add(new TreeMap<>());
    }
  }

  /**
   * @param parts at least one, all of the same shape
   */
  static Node of(GraphBuilder builder, List<Node> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    CotangentSum sum = new CotangentSum(builder, parts.getFirst().shape());
    sum.joined(parts).forEach(sum::sort);
    for (int axis = 0; axis < sum.shape.rank(); axis++) {
      while (!sum.bands.get(axis).isEmpty()) {
        sum.others.add(sum.run(axis));
      }
    }
    return sum.others.stream().reduce(builder::add).orElseThrow();
  }

  private List<Node> joined(List<Node> parts) {
    Map<Boolean, List<Node>> kinds =
        parts.stream().collect(Collectors.partitioningBy(CotangentSum::isThinProduct));
    List<Node> result = new ArrayList<>(kinds.get(false));
    kinds.get(true).stream()
        .collect(Collectors.groupingBy(Node::operation, LinkedHashMap::new, Collectors.toList()))
        .forEach((operation, products) -> result.add(product(operation, products)));
    return result;
  }

  /** Whether its factors (m, k) and (k, n) have fewer elements than it has itself. */
  private static boolean isThinProduct(Node part) {
    if (!(part.operation() instanceof Operation.MatMul) || part.shape().rank() != 2) {
      return false;
    }
    int factors = part.inputs().stream().mapToInt(factor -> factor.shape().elements()).sum();
    return factors < part.shape().elements();
  }

  private Node product(Operation operation, List<Node> products) {
    if (products.size() == 1) {
      return products.getFirst();
    }
    Operation.MatMul kind = (Operation.MatMul) operation;
    List<Node> inOrder = products.reversed(); // of the forward pass, as in run
    Node left = builder.concat(factors(inOrder, 0), kind.transposeA() ? 0 : 1);
    Node right = builder.concat(factors(inOrder, 1), kind.transposeB() ? 1 : 0);
    return builder.matMul(left, right, kind.transposeA(), kind.transposeB());
  }

  private static List<Node> factors(List<Node> products, int k) {
    return products.stream().map(product -> product.inputs().get(k)).toList();
  }

  private void sort(Node part) {
    int axis = axis(part);
    if (axis < 0) {
      others.add(part);
    } else {
      bands.get(axis).computeIfAbsent(start(part, axis), _ -> new ArrayDeque<>()).add(part);
    }
  }

  /** Takes the first of the parts along an axis and those that follow without a gap. */
  private Node run(int axis) {
    TreeMap<Integer, Deque<Node>> left = bands.get(axis);
    int begin = left.firstKey();
    int end = begin;
    List<Node> run = new ArrayList<>();
    while (left.containsKey(end)) {
      Node part = left.get(end).poll().inputs().getFirst();
      if (left.get(end).isEmpty()) {
        left.remove(end);
      }
      run.add(part);
      end += part.shape().dimension(axis);
    }
    Node together = run.size() == 1 ? run.getFirst() : builder.concat(run, axis);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
    starts.set(axis, begin);
    return builder.unslice(together, starts, Collections.nCopies(shape.rank(), 1), shape);
  }

  /** The one axis along which a part is zero but for a range, or -1 where it is something else. */
  private static int axis(Node part) {
    if (!(part.operation() instanceof Operation.Unslice(var _, List<Integer> steps))
        || steps.stream().anyMatch(step -> step != 1)) {
      return -1;
    }
    int found = -1;
    Shape inner = part.inputs().getFirst().shape();
    for (int axis = 0; axis < inner.rank(); axis++) {
      if (inner.dimension(axis) != part.shape().dimension(axis)) {
        if (found >= 0 || inner.dimension(axis) == 0) {
          return -1;
        }
        found = axis;
      }
    }
    return found;
  }

  private static int start(Node part, int axis) {
    return ((Operation.Unslice) part.operation()).starts().get(axis);
  }
}

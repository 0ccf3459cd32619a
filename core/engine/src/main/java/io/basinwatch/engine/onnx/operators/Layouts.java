package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The same elements in another shape or order. */
final class Layouts {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Identity", Operator.of(node -> node.input(0))),
          entry("Reshape", Operator.of(Layouts::reshape)),
          entry("Flatten", Operator.of(Layouts::flatten)),
          entry("Squeeze", Operator.of(Layouts::squeeze)),
          entry("Unsqueeze", Operator.of(Layouts::unsqueeze)),
          entry("Transpose", Operator.of(Layouts::transpose)),
          entry("Expand", Operator.of(Layouts::expand)));

  private Layouts() {}

  private static Node reshape(OperatorNode node) {
    boolean zeroIsZero = node.integer("allowzero", 0) != 0;
    Node x = node.input(0);
    long[] wanted = node.constantLongs(1);
    int known = 1;
    int open = -1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == 0 && !zeroIsZero) {
        wanted[i] = x.shape().dimension(i);
      }
      if (wanted[i] == -1) {
        open = i;
      } else {
        known = Math.toIntExact(Math.multiplyExact(known, wanted[i]));
      }
    }
    if (open >= 0) {
      wanted[open] = known == 0 ? 0 : x.shape().elements() / known;
    }
    return node.builder().reshape(x, shape(wanted));
  }

  private static Shape shape(long[] dimensions) {
    return new Shape(Arrays.stream(dimensions).mapToObj(Math::toIntExact).toList());
  }

  private static Node flatten(OperatorNode node) {
    Node x = node.input(0);
    int rank = x.shape().rank();
    long given = node.integer("axis", 1);
    int axis = given == rank ? rank : OperatorNode.normalizeAxis(given, rank);
    int rows = new Shape(x.shape().dimensions().subList(0, axis)).elements();
    int columns = new Shape(x.shape().dimensions().subList(axis, rank)).elements();
    return node.builder().reshape(x, Shape.of(rows, columns));
  }

  private static Node squeeze(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> dimensions = new ArrayList<>(x.shape().dimensions());
    if (node.optionalInput(1).isEmpty()) {
      dimensions.removeIf(dimension -> dimension == 1);
    } else {
      axes(node, dimensions.size()).stream()
          .sorted(Comparator.reverseOrder())
          .forEach(axis -> dimensions.remove(axis.intValue()));
    }
    return node.builder().reshape(x, new Shape(dimensions));
  }

  private static Node unsqueeze(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> dimensions = new ArrayList<>(x.shape().dimensions());
    axes(node, dimensions.size() + node.constantLongs(1).length).stream()
        .sorted()
        .forEach(axis -> dimensions.add(axis, 1));
    return node.builder().reshape(x, new Shape(dimensions));
  }

  private static List<Integer> axes(OperatorNode node, int rank) {
    return Arrays.stream(node.constantLongs(1))
        .mapToObj(axis -> OperatorNode.normalizeAxis(axis, rank))
        .toList();
  }

  private static Node transpose(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> reversed = IntStream.range(0, x.shape().rank()).boxed().toList().reversed();
    List<Integer> permutation =
        node.integers("perm")
            .map(axes -> axes.stream().map(Math::toIntExact).toList())
            .orElse(reversed);
    return node.builder().permute(x, permutation);
  }

  private static Node expand(OperatorNode node) {
    Node x = node.input(0);
    return node.builder().broadcastTogether(x, shape(node.constantLongs(1)));
  }
}

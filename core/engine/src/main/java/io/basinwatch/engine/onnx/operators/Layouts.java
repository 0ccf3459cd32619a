package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
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
          entry("Identity", node -> node.give(node.operands(0))),
          entry("Reshape", Operator.of(Layouts::reshape)),
          entry("Flatten", Operator.of(Layouts::flatten)),
          entry("Squeeze", Operator.of(Layouts::squeeze)),
          entry("Unsqueeze", Operator.of(Layouts::unsqueeze)),
          entry("Transpose", Operator.of(Layouts::transpose)),
          entry("Expand", Operator.of(Layouts::expand)),
          entry("Tile", Operator.of(Layouts::tile)),
          entry("DepthToSpace", Operator.of(Layouts::depthToSpace)),
          entry("SpaceToDepth", Operator.of(Layouts::spaceToDepth)));

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

  /** An axis longer than 1 stays, as in PyTorch: its exporter writes such nodes. */
  private static Node squeeze(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> dimensions = new ArrayList<>(x.shape().dimensions());
    if (node.optionalInput(1).isEmpty()) {
      dimensions.removeIf(dimension -> dimension == 1);
    } else {
      axes(node, dimensions.size()).stream()
          .filter(axis -> dimensions.get(axis) == 1)
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
    return node.builder().broadcastTogether(x, new Shape(node.constantSizes(1)));
  }

  /** (a, b) -> (1, a, 1, b) -> (repeats, a, repeats, b). */
  private static Node tile(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    long[] repeats = node.constantLongs(1);
    List<Integer> apart = new ArrayList<>();
    List<Integer> repeated = new ArrayList<>();
    List<Integer> whole = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      int length = x.shape().dimension(i);
      int count = Math.toIntExact(repeats[i]);
      apart.addAll(List.of(1, length));
      repeated.addAll(List.of(count, length));
      whole.add(Math.multiplyExact(count, length));
    }
    Node spread = b.broadcast(b.reshape(x, new Shape(apart)), new Shape(repeated));
    return b.reshape(spread, new Shape(whole));
  }

  /** (n, channels, h, w) -> (n, channels / s^2, h s, w s). */
  private static Node depthToSpace(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int s = node.requiredCount("blocksize");
    int n = x.shape().dimension(0);
    int c = x.shape().dimension(1) / (s * s);
    int h = x.shape().dimension(2);
    int w = x.shape().dimension(3);
    boolean columnFirst = columnFirst(node);
    Node blocks =
        columnFirst
            ? b.permute(b.reshape(x, Shape.of(n, c, s, s, h, w)), List.of(0, 1, 4, 2, 5, 3))
            : b.permute(b.reshape(x, Shape.of(n, s, s, c, h, w)), List.of(0, 3, 4, 1, 5, 2));
    return b.reshape(blocks, Shape.of(n, c, h * s, w * s));
  }

  private static boolean columnFirst(OperatorNode node) {
    String mode = node.text("mode", "DCR");
    return switch (mode) {
      case "DCR" -> false;
      case "CRD" -> true;
      default ->
          throw new IllegalArgumentException(
              "mode '%s' is not supported; supported: DCR, CRD".formatted(mode));
    };
  }

  /** (n, c, h, w) -> (n, c s^2, h / s, w / s). */
  private static Node spaceToDepth(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int s = node.requiredCount("blocksize");
    int n = x.shape().dimension(0);
    int c = x.shape().dimension(1);
    int h = x.shape().dimension(2) / s;
    int w = x.shape().dimension(3) / s;
    boolean columnFirst = columnFirst(node);
    List<Integer> order = columnFirst ? List.of(0, 1, 3, 5, 2, 4) : List.of(0, 3, 5, 1, 2, 4);
    Node blocks = b.permute(b.reshape(x, Shape.of(n, c, h, s, w, s)), order);
    return b.reshape(blocks, Shape.of(n, c * s * s, h, w));
  }
}

package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tensors with margins. */
final class Paddings {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Pad", Operator.of(Paddings::pad)),
          entry("CenterCropPad", Operator.of(Paddings::centred)));

  private Paddings() {}

  private static Node pad(OperatorNode node) {
    GraphBuilder b = node.builder();
    ElementType type = node.input(0).type();
    int rank = node.input(0).shape().rank();
    long[] pads = node.constantLongs(1);
    String mode = node.text("mode", "constant");
    long[] axes =
        node.optionalInput(3).isPresent()
            ? node.constantLongs(3)
            : IntStream.range(0, rank).asLongStream().toArray();
    Node fill =
        node.optionalInput(2)
            .map(value -> b.reshape(value, Shape.of()))
            .orElseGet(() -> Literals.scalar(b, type, 0));
    Node x = node.input(0);
    for (int i = 0; i < axes.length; i++) {
      int axis = OperatorNode.normalizeAxis(axes[i], rank);
      int before = Math.toIntExact(pads[i]);
      int after = Math.toIntExact(pads[axes.length + i]);
      x = along(b, x, axis, before, after, mode, fill);
    }
    return x;
  }

  /** The middle of a tensor, or zeros around it, until its axes have other lengths. */
  private static Node centred(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int rank = x.shape().rank();
    List<Integer> lengths = node.constantSizes(1);
    List<Long> axes =
        node.integers("axes").orElseGet(() -> LongStream.range(0, rank).boxed().toList());
    if (axes.size() != lengths.size()) {
      throw new IllegalArgumentException(
          "%d lengths for %d axes".formatted(lengths.size(), axes.size()));
    }
    Node zero = Literals.scalar(b, x.type(), 0);
    for (int i = 0; i < lengths.size(); i++) {
      int axis = OperatorNode.normalizeAxis(axes.get(i), rank);
      int more = Math.subtractExact(lengths.get(i), x.shape().dimension(axis));
      x = along(b, x, axis, more / 2, more - more / 2, "constant", zero);
    }
    return x;
  }

  private static Node along(
      GraphBuilder b, Node x, int axis, int before, int after, String mode, Node fill) {
    int n = x.shape().dimension(axis);
    long whole = (long) n + before + after;
    if (before < -n || after < -n || whole < 0 || whole > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "margins %d and %d of an axis of length %d".formatted(before, after, n));
    }
    int length = (int) whole;
    if (before == 0 && after == 0) {
      return x;
    }
    return switch (mode) {
      case "constant" -> constant(b, x, axis, before, after, fill);
      case "edge" -> gather(b, x, axis, length, i -> Math.clamp(i - before, 0, n - 1));
      case "reflect" -> gather(b, x, axis, length, i -> reflected(i - before, n));
      case "wrap" -> gather(b, x, axis, length, i -> Math.floorMod(i - before, n));
      default ->
          throw new IllegalArgumentException(
              "mode '%s' is not supported; supported: constant, edge, reflect, wrap"
                  .formatted(mode));
    };
  }

  /** Without repeating the edge: period 2 (n - 1). */
  private static int reflected(int i, int n) {
    int place = Math.floorMod(i, Math.max(2 * (n - 1), 1));
    return Math.min(place, 2 * (n - 1) - place);
  }

  private static Node gather(GraphBuilder b, Node x, int axis, int length, IntUnaryOperator from) {
    b.requireRoom(length);
    int[] places = IntStream.range(0, length).map(from).toArray();
    return b.gather(x, Literals.integers(b, places), axis);
  }

  /** Negative margins cut off. */
  private static Node constant(GraphBuilder b, Node x, int axis, int before, int after, Node fill) {
    int start = Math.max(-before, 0);
    int kept = x.shape().dimension(axis) - start - Math.max(-after, 0);
    Node part = b.slice(x, axis, start, kept);
    List<Node> parts = new ArrayList<>(List.of(part));
    if (before > 0) {
      parts.addFirst(b.broadcast(fill, x.shape().with(axis, before)));
    }
    if (after > 0) {
      parts.addLast(b.broadcast(fill, x.shape().with(axis, after)));
    }
    return b.concat(parts, axis);
  }
}

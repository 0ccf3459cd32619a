package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Neighbouring parts of tensors, and tensors of parts. */
final class Parts {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Concat", Operator.of(Parts::concat)),
          entry("Split", Parts::split),
          entry("Slice", Operator.of(Parts::slice)));

  private Parts() {}

  private static List<Node> split(OperatorNode node) {
    Node x = node.input(0);
    int axis = node.axis("axis", 0, x.shape().rank());
    int length = x.shape().dimension(axis);
    long count = node.integer("num_outputs", node.outputCount());
    int[] sizes =
        node.optionalInput(1).isPresent()
            ? Arrays.stream(node.constantLongs(1)).mapToInt(Math::toIntExact).toArray()
            : equalSizes(node.builder(), length, Math.toIntExact(count));
    return split(node.builder(), x, axis, sizes);
  }

  /** As equal as possible: the last is smaller where the count does not divide the length. */
  private static int[] equalSizes(GraphBuilder b, int length, int count) {
    b.requireRoom(count);
    int size = Math.ceilDiv(length, count);
    return IntStream.range(0, count)
        .map(i -> Math.max(0, Math.min(size, length - i * size)))
        .toArray();
  }

  static List<Node> split(GraphBuilder b, Node x, int axis, int[] sizes) {
    if (IntStream.of(sizes).sum() != x.shape().dimension(axis)) {
      throw new IllegalArgumentException(
          "parts %s of axis %d of %s".formatted(Arrays.toString(sizes), axis, x.shape()));
    }
    List<Node> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      parts.add(b.slice(x, axis, start, size));
      start += size;
    }
    return parts;
  }

  private static Node concat(OperatorNode node) {
    int rank = node.input(0).shape().rank();
    int axis = OperatorNode.normalizeAxis(node.requiredInteger("axis"), rank);
    return node.builder().concat(node.allInputs(), axis);
  }

  /** Neighbouring parts of x along an axis, from {@code start} on, replaced by as many others. */
  static Node replace(GraphBuilder b, Node x, int axis, int start, Node others) {
    int end = start + others.shape().dimension(axis);
    Node before = b.slice(x, axis, 0, start);
    Node after = b.slice(x, axis, end, x.shape().dimension(axis) - end);
    return b.concat(List.of(before, others, after), axis);
  }

  /** The first elements along each axis. */
  static Node corner(GraphBuilder b, Node x, Shape shape) {
    int rank = x.shape().rank();
    return b.slice(x, Collections.nCopies(rank, 0), Collections.nCopies(rank, 1), shape);
  }

  /** Tensors of one shape along a new axis. */
  static Node stack(GraphBuilder b, List<Node> parts, int axis) {
    return b.concat(parts.stream().map(part -> unsqueezed(b, part, axis)).toList(), axis);
  }

  private static Node unsqueezed(GraphBuilder b, Node x, int axis) {
    List<Integer> dimensions = new ArrayList<>(x.shape().dimensions());
    dimensions.add(axis, 1);
    return b.reshape(x, new Shape(dimensions));
  }

  /** Starts and ends count from the end where negative, and are clamped to the tensor. */
  private static Node slice(OperatorNode node) {
    Node x = node.input(0);
    int rank = x.shape().rank();
    long[] starts = node.constantLongs(1);
    long[] ends = node.constantLongs(2);
    long[] axes =
        node.optionalInput(3)
            .map(_ -> node.constantLongs(3))
            .orElseGet(() -> IntStream.range(0, starts.length).asLongStream().toArray());
    List<Integer> first = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(rank, 1));
    List<Integer> counts = new ArrayList<>(x.shape().dimensions());
    for (int i = 0; i < starts.length; i++) {
      int axis = OperatorNode.normalizeAxis(axes[i], rank);
      int step = node.optionalInput(4).isPresent() ? Math.toIntExact(node.constantLongs(4)[i]) : 1;
      Range range = Range.of(starts[i], ends[i], step, x.shape().dimension(axis));
      first.set(axis, range.start());
      steps.set(axis, step);
      counts.set(axis, range.count());
    }
    return node.builder().slice(x, first, steps, new Shape(counts));
  }

  private record Range(int start, int count) {
    static Range of(long start, long end, int step, int length) {
      if (step == 0) {
        throw new IllegalArgumentException("step 0");
      }
      if (length == 0) {
        return new Range(0, 0);
      }
      long lowest = step > 0 ? 0 : -1;
      long highest = step > 0 ? length : length - 1;
      long from = Math.clamp(start < 0 ? start + length : start, Math.max(lowest, 0), highest);
      long to = Math.clamp(end < 0 ? end + length : end, lowest, highest);
      long distance = step > 0 ? to - from : from - to;
      long count = distance <= 0 ? 0 : Math.ceilDiv(distance, Math.abs((long) step));
      return new Range(count == 0 ? 0 : (int) from, (int) count);
    }
  }
}

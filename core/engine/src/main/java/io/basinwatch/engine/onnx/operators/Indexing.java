package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Parts of tensors, and tensors of parts. */
final class Indexing {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Gather", Operator.of(Indexing::gather)),
          entry("Concat", Operator.of(Indexing::concat)),
          entry("Slice", Operator.of(Indexing::slice)));

  private Indexing() {}

  private static Node gather(OperatorNode node) {
    Node data = node.input(0);
    int axis = node.axis("axis", 0, data.shape().rank());
    Node indices = fromStart(node.builder(), node.input(1), data.shape().dimension(axis));
    return node.builder().gather(data, indices, axis);
  }

  /** Constant indices that count from the end, counted from the start. */
  private static Node fromStart(GraphBuilder builder, Node indices, int length) {
    if (!(indices.operation() instanceof Operation.Constant(TensorData data))) {
      return indices;
    }
    double[] values =
        Arrays.stream(data.values()).map(index -> index < 0 ? index + length : index).toArray();
    return builder.constant(ElementType.INTEGER, new TensorData(data.shape(), values));
  }

  private static Node concat(OperatorNode node) {
    int rank = node.input(0).shape().rank();
    return node.builder().concat(node.allInputs(), node.axis("axis", 0, rank));
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
      long lowest = step > 0 ? 0 : -1;
      long highest = step > 0 ? length : length - 1;
      long from = Math.clamp(start < 0 ? start + length : start, Math.max(lowest, 0), highest);
      long to = Math.clamp(end < 0 ? end + length : end, lowest, highest);
      long distance = step > 0 ? to - from : from - to;
      long count = distance <= 0 ? 0 : Math.ceilDiv(distance, (long) Math.abs(step));
      return new Range(count == 0 ? 0 : (int) from, (int) count);
    }
  }
}

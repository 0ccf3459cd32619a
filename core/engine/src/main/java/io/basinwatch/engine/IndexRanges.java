package io.basinwatch.engine;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Moves;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.graph.Topology;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks before anything runs that the indices that a probe leads to lie in their tables: those
 * that are only moved about on their way from an input, as its columns are. An index that is
 * computed is checked when it is used.
 */
final class IndexRanges {
  /** Elements of a node beyond which it is left to the kernels. */
  private static final int MOST_ELEMENTS = 1 << 24;

  private final Map<String, Tensor> probe;
  private final Map<Node, Range> ranges = new IdentityHashMap<>();

  /**
   * What a node's numbers lie between, in its shape.
   *
   * @param least over all samples of the probe
   * @param most likewise
   */
  private record Range(TensorData least, TensorData most) {

    double smallest() {
      return statistics(least).getMin();
    }

    double largest() {
      return statistics(most).getMax();
    }

    private static DoubleSummaryStatistics statistics(TensorData data) {
      return Arrays.stream(data.values()).summaryStatistics();
    }
  }

  private IndexRanges(Map<String, Tensor> probe) {
    this.probe = probe;
  }

  /**
   * @throws InvalidInputException if a table is read where it has no row
   */
  static void check(Node output, Map<String, Tensor> probe) {
    IndexRanges ranges = new IndexRanges(probe);
    for (Node node : Topology.order(List.of(output))) {
      switch (node.operation()) {
        case Operation.Gather(int axis) -> ranges.checkGather(node, axis);
        case Operation.GatherElements(int axis) -> ranges.checkGather(node, axis);
        default -> {}
      }
      if (node.type() == ElementType.INTEGER && node.shape().elements() <= MOST_ELEMENTS) {
        Range range = ranges.range(node);
        if (range != null) {
          ranges.ranges.put(node, range);
        }
      }
    }
  }

  /** Null where it is not known. */
  private Range range(Node node) {
    return switch (node.operation()) {
      case Operation.Input(String name) -> input(probe.get(name), node.shape());
      case Operation.Constant(TensorData data) -> new Range(data, data);
      case Operation.Gather _ when !isConstant(node.inputs().get(1)) -> anyOf(node);
      case Operation.GatherElements _ -> anyOf(node);
      default -> moved(node);
    };
  }

  /** Each element of a sample over all samples. */
  private static Range input(Tensor tensor, Shape shape) {
    int columns = shape.elements() / shape.dimension(0);
    double[] least = new double[shape.elements()];
    double[] most = new double[shape.elements()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < tensor.elements(); i++) {
      double number = tensor.integer(i);
      least[i % columns] = Math.min(least[i % columns], number);
      most[i % columns] = Math.max(most[i % columns], number);
    }
    for (int i = columns; i < least.length; i++) {
      least[i] = least[i - columns];
      most[i] = most[i - columns];
    }
    return new Range(new TensorData(shape, least), new TensorData(shape, most));
  }

  private Range moved(Node node) {
    List<TensorData> least = new ArrayList<>();
    List<TensorData> most = new ArrayList<>();
    for (Node input : node.inputs()) {
      Range range = ranges.get(input);
      if (range == null) {
        return null;
      }
      least.add(range.least);
      most.add(range.most);
    }
    TensorData lower = Moves.apply(node.operation(), least, node.shape());
    return lower == null
        ? null
        : new Range(lower, Moves.apply(node.operation(), most, node.shape()));
  }

  /** Any elements of the first input. */
  private Range anyOf(Node node) {
    Range data = ranges.get(node.inputs().getFirst());
    return data == null
        ? null
        : new Range(filled(node.shape(), data.smallest()), filled(node.shape(), data.largest()));
  }

  private static TensorData filled(Shape shape, double value) {
    double[] values = new double[shape.elements()];
    Arrays.fill(values, value);
    return new TensorData(shape, values);
  }

  private static boolean isConstant(Node node) {
    return node.operation() instanceof Operation.Constant;
  }

  /** Only a constant index counts from the end where it is negative. */
  private void checkGather(Node gather, int axis) {
    Node index = gather.inputs().get(1);
    Range range = ranges.get(index);
    int rows = gather.inputs().getFirst().shape().dimension(axis);
    int first = isConstant(index) ? -rows : 0;
    if (range == null || index.shape().elements() == 0) {
      return;
    }
    double wrong = range.smallest() < first ? range.smallest() : range.largest();
    if (wrong < first || wrong >= rows) {
      throw new InvalidInputException(
          "probe: index %d is out of range for a table of %d rows".formatted((long) wrong, rows));
    }
  }
}

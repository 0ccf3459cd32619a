package io.basinwatch.engine;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.graph.Topology;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.IntStream;

/** Checks before anything runs that every index that a probe can lead to lies in its table. */
final class IndexRanges {
  private final Map<String, Tensor> probe;
  private final Map<Node, LongSummaryStatistics> ranges = new IdentityHashMap<>();

  private IndexRanges(Map<String, Tensor> probe) {
    this.probe = probe;
  }

  /**
   * @throws InvalidInputException if a table is read where it has no row
   */
  static void check(Node output, Map<String, Tensor> probe) {
    IndexRanges ranges = new IndexRanges(probe);
    for (Node node : Topology.order(List.of(output))) {
      if (node.type() == ElementType.INTEGER) {
        ranges.ranges.put(node, ranges.range(node));
      }
      switch (node.operation()) {
        case Operation.Gather(int axis) -> ranges.checkGather(node, axis);
        case Operation.GatherElements(int axis) -> ranges.checkGather(node, axis);
        default -> {}
      }
    }
  }

  private LongSummaryStatistics range(Node node) {
    return switch (node.operation()) {
      case Operation.Input(String name) -> {
        Tensor tensor = probe.get(name);
        yield IntStream.range(0, tensor.elements()).mapToLong(tensor::integer).summaryStatistics();
      }
      case Operation.Constant(TensorData data) ->
          Arrays.stream(data.values()).mapToLong(value -> (long) value).summaryStatistics();
      case Operation.Gather _, Operation.GatherElements _ ->
          ranges.getOrDefault(node.inputs().getFirst(), new LongSummaryStatistics());
      default -> {
        LongSummaryStatistics all = new LongSummaryStatistics();
        node.inputs().stream()
            .filter(ranges::containsKey)
            .forEach(input -> all.combine(ranges.get(input)));
        yield all;
      }
    };
  }

  private void checkGather(Node gather, int axis) {
    LongSummaryStatistics range = ranges.get(gather.inputs().get(1));
    int rows = gather.inputs().getFirst().shape().dimension(axis);
    if (range.getCount() > 0 && (range.getMin() < 0 || range.getMax() >= rows)) {
      throw new InvalidInputException(
          "probe: index %d is out of range for a table of %d rows"
              .formatted(range.getMin() < 0 ? range.getMin() : range.getMax(), rows));
    }
  }
}

package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.kernels.KernelProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * T5's logarithmic buckets of distances from 8 on, as PyTorch 2.9.0 has them:
 *
 * <pre>
 * d = torch.arange(8, 128)
 * bucket = (torch.log(d.float() / 8) / math.log(128 / 8) * 8).to(torch.long)
 * </pre>
 */
class PositionBucketsTest {
  private static final int[] FIRST_DISTANCES = {8, 12, 16, 23, 32, 46, 64, 91};
  private static final double[] DISTANCES = IntStream.range(8, 128).asDoubleStream().toArray();
  private static final double[] BUCKETS =
      Arrays.stream(DISTANCES).map(PositionBucketsTest::expected).toArray();

  private final GraphBuilder b = new GraphBuilder();

  private static double expected(double distance) {
    return Arrays.stream(FIRST_DISTANCES).filter(first -> first <= distance).count() - 1;
  }

  private Node buckets(Node distances) {
    Node logarithm = b.unary(UnaryFunction.LOG, b.divide(b.toReal(distances), b.scalar(8)));
    return b.toInteger(b.scale(8, b.divide(logarithm, b.scalar((float) Math.log(16)))));
  }

  @Test
  void ofConstantDistances() {
    // Given
    TensorData distances = new TensorData(Shape.of(DISTANCES.length), DISTANCES);

    // When
    Node buckets = buckets(b.constant(ElementType.INTEGER, distances));

    // Then
    assertThat(((Operation.Constant) buckets.operation()).data().values()).isEqualTo(BUCKETS);
  }

  @Test
  void ofDistancesInTheData() {
    // Given
    Node distances = b.input("d", ElementType.REAL, Shape.of(DISTANCES.length));

    // When
    List<double[]> buckets =
        NodeRun.of(
            KernelProvider.of(EngineOptions.DEFAULT),
            List.of(buckets(distances)),
            Map.of("d", DISTANCES));

    // Then
    assertThat(buckets.getFirst()).isEqualTo(BUCKETS);
  }
}

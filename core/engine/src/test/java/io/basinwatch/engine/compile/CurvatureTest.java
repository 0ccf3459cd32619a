package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products with the Hessian at a fixed point beside products from scratch. */
class CurvatureTest {
  private static final int SAMPLES = 1301;

  @ParameterizedTest
  @CsvSource({
    "CROSS_ENTROPY, Relu, 64, 1000000000",
    "CROSS_ENTROPY, Tanh, 1301, 1000000000",
    "SQUARED_ERROR, Gelu, 1301, 600000",
    "BINARY_CROSS_ENTROPY, Sigmoid, 1301, 0",
  })
  void productsHaveTheBitsOfThoseFromScratch(Loss loss, String activation, int size, long bytes) {
    EngineOptions options = EngineOptions.DEFAULT.withCurvatureBytes(bytes);
    try (LossFunction f = network(options, loss, activation)) {
      // Given
      Minibatch batch = drawn(size);
      double[][] expected = new double[3][];
      for (int i = 0; i < expected.length; i++) {
        ParameterVector product = f.zeros();
        f.hessianVectorProduct(f.checkpoint(), batch, direction(f, i), product);
        expected[i] = product.toArray();
      }

      // When
      ParameterVector w = f.zeros();
      w.copyFrom(f.checkpoint());
      try (Curvature curvature = f.curvature(w, batch)) {
        batch.draw(RandomStream.of(9, 9), SAMPLES);
        w.scale(2);
        for (int i = 0; i < expected.length; i++) {
          ParameterVector product = f.zeros();
          curvature.product(direction(f, i), product);

          // Then
          assertThat(product.toArray()).isEqualTo(expected[i]);
        }
      }
    }
  }

  @Test
  void theLossMayBeUsedInBetween() {
    try (LossFunction f = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Tanh");
        Curvature one = f.curvature(f.checkpoint(), drawn(100));
        Curvature other = f.curvature(f.checkpoint(), drawn(100))) {
      // Given
      ParameterVector v = direction(f, 1);
      ParameterVector first = f.zeros();
      ParameterVector again = f.zeros();
      one.product(v, first);

      // When
      f.gradient(v, Minibatch.whole(SAMPLES), again);
      f.hessianVectorProduct(v, drawn(100), v, again);
      other.product(v, again);
      one.product(v, again);

      // Then
      assertThat(again.toArray()).isEqualTo(first.toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"Abs, 0", "Exp, 3"})
  void aLossMayBeLinearInSomeOrAllOfItsParameters(String functionOfB, double expected) {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      // Given
      try (LossFunction f = linear(options, functionOfB)) {
        Minibatch batch = Minibatch.whole(2);
        ParameterVector v = f.zeros();
        v.assign(new double[] {1, 2, 3});
        ParameterVector product = f.zeros();
        ParameterVector fromScratch = f.zeros();
        product.assign(new double[] {7, 7, 7});

        // When
        f.hessianVectorProduct(f.checkpoint(), batch, v, fromScratch);
        try (Curvature curvature = f.curvature(f.checkpoint(), batch)) {
          curvature.product(v, product);
        }

        // Then
        assertThat(product.toArray()).containsExactly(0, 0, expected);
        assertThat(fromScratch.toArray()).containsExactly(0, 0, expected);
      }
    }
  }

  /** |x . w - 1| + f(b) at b = 0. */
  private static LossFunction linear(EngineOptions options, String functionOfB) {
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .parameter("w", List.of(2))
            .parameter("b", List.of())
            .initializer("one", List.of(), 1)
            .node("MatMul", List.of("x", "w"), "z")
            .node("Sub", List.of("z", "one"), "r")
            .node("Abs", List.of("r"), "a")
            .node(functionOfB, List.of("b"), "f")
            .node("Add", List.of("a", "f"), "y")
            .output("y")
            .build();
    Map<String, Tensor> checkpoint = new LinkedHashMap<>();
    checkpoint.put("w", Tensor.ofDoubles(List.of(2), .5, -.25));
    checkpoint.put("b", Tensor.ofDoubles(List.of(), 0));
    return LossFunctions.compile(
        Model.read(model),
        TensorFile.of(checkpoint),
        LossSpec.of(Loss.MODEL_OUTPUT),
        TensorFile.of(Map.of("x", Tensor.ofDoubles(List.of(2, 2), 1, 2, 3, -4))),
        options);
  }

  @Test
  void smallerChunksChangeOnlyRounding() {
    EngineOptions small = EngineOptions.REFERENCE.withProgramBytes(50_000);
    try (LossFunction f = network(EngineOptions.REFERENCE, Loss.CROSS_ENTROPY, "Gelu");
        LossFunction split = network(small, Loss.CROSS_ENTROPY, "Gelu")) {
      // Given
      Minibatch batch = drawn(200);
      ParameterVector v = direction(f, 1);
      ParameterVector expected = f.zeros();
      f.hessianVectorProduct(f.checkpoint(), batch, v, expected);

      // When
      ParameterVector product = f.zeros();
      split.hessianVectorProduct(f.checkpoint(), batch, v, product);

      // Then
      Programs programs = ((CompiledLoss) split).programs();
      int chunk = programs.chunk(ProgramKind.HESSIAN_VECTOR_PRODUCT, 200);
      assertThat(chunk).isLessThan(100);
      assertThat(programs.program(ProgramKind.HESSIAN_VECTOR_PRODUCT, chunk).bytes())
          .isLessThanOrEqualTo(100_000);
      product.addScaled(-1, expected);
      assertThat(product.norm()).isLessThan(1e-13 * expected.norm());
    }
  }

  @Test
  void aProductAllocatesNothing() {
    try (LossFunction f = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu");
        Curvature curvature = f.curvature(f.checkpoint(), drawn(64))) {
      // Given: every path compiled, so that the compiler keeps vectors in registers
      ParameterVector v = direction(f, 1);
      ParameterVector product = f.zeros();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long perProduct = Long.MAX_VALUE;

      // When
      for (int round = 0; round < 400 && perProduct > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
          curvature.product(v, product);
        }
        perProduct = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
      }

      // Then
      assertThat(perProduct).isZero();
    }
  }

  @Test
  void aClosedOneSaysSo() {
    try (LossFunction f = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu")) {
      // Given
      Curvature curvature = f.curvature(f.checkpoint(), drawn(8));

      // When
      curvature.close();

      // Then
      assertThatThrownBy(() -> curvature.product(f.zeros(), f.zeros()))
          .hasMessage("this curvature is closed");
    }
  }

  private static LossFunction network(EngineOptions options, Loss loss, String activation) {
    return Networks.perceptron(options, loss, activation, SAMPLES, 9, 17, 8, 5);
  }

  private static Minibatch drawn(int size) {
    Minibatch batch = Minibatch.ofSize(size);
    batch.draw(RandomStream.of(size, 1), SAMPLES);
    return batch;
  }

  private static ParameterVector direction(LossFunction f, int index) {
    ParameterVector direction = f.zeros();
    direction.fillNormal(RandomStream.of(5, index));
    return direction;
  }
}

package io.basinwatch.engine;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * The logit of a class that a model rules out is -inf, or so low that its probability is 0, which
 * is the same. Targets that are ignored may name it, or get its index.
 */
class ImpossibleClassTest {
  private static final Tensor X = Tensor.ofDoubles(List.of(2, 2, 2), 1, 2, 3, -4, .5, 1, -2, 1);
  private static final Tensor TARGETS = Tensor.ofLongs(List.of(2, 2), 1, -1, 2, 1);
  private static final Tensor W = Tensor.ofDoubles(List.of(2, 3), .5, -.25, .3, .1, -.2, .4);

  @Test
  void ofALoss() {
    LossSpec spec = new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-1));
    assertSame(spec, "target", logits -> logits.node("Identity", List.of("z"), "y"));
  }

  @Test
  void ofALossInTheModel() {
    assertSame(
        LossSpec.of(Loss.MODEL_OUTPUT),
        "t",
        logits ->
            logits
                .integerInput("t", List.of(2))
                .node("Transpose", List.of("z"), "s", attribute("perm", List.of(0L, 2L, 1L)))
                .node(
                    "SoftmaxCrossEntropyLoss",
                    List.of("s", "t"),
                    "l",
                    attribute("reduction", "none"),
                    attribute("ignore_index", -1))
                .integers("axes", List.of(1), 1)
                .node("ReduceSum", List.of("l", "axes"), "y", attribute("keepdims", 0)));
  }

  private interface Head {
    OnnxBuilder on(OnnxBuilder logits);
  }

  private static void assertSame(LossSpec spec, String target, Head head) {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      double[] expected = numbers(spec, target, head, -10_000, options);
      double[] found = numbers(spec, target, head, Float.NEGATIVE_INFINITY, options);
      assertThat(expected).doesNotContain(Double.NaN);
      assertThat(found).isEqualTo(expected);
    }
  }

  /** Loss, gradient and a Hessian-vector product; logits are x W, and the first one's is apart. */
  private static double[] numbers(
      LossSpec spec, String target, Head head, float first, EngineOptions options) {
    OnnxBuilder logits =
        OnnxBuilder.create()
            .input("x", List.of(2, 2))
            .parameter("w", List.of(2, 3))
            .initializer("c", List.of(3), first, 0, 0)
            .node("MatMul", List.of("x", "w"), "p")
            .node("Add", List.of("p", "c"), "z");
    try (LossFunction loss =
        LossFunctions.compile(
            Model.read(head.on(logits).output("y").build()),
            TensorFile.of(Map.of("w", W)),
            spec,
            TensorFile.of(Map.of("x", X, target, TARGETS)),
            options)) {
      Minibatch batch = Minibatch.whole(2);
      ParameterVector gradient = loss.zeros();
      ParameterVector product = loss.zeros();
      double[] numbers = new double[13];
      numbers[0] = loss.gradient(loss.checkpoint(), batch, gradient);
      loss.hessianVectorProduct(loss.checkpoint(), batch, loss.checkpoint(), product);
      System.arraycopy(gradient.toArray(), 0, numbers, 1, 6);
      System.arraycopy(product.toArray(), 0, numbers, 7, 6);
      return numbers;
    }
  }
}

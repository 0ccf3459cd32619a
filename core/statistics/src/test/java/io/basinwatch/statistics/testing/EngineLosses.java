package io.basinwatch.statistics.testing;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small models run by the engine in float32, as every service runs them. */
public final class EngineLosses {
  private EngineLosses() {}

  /**
   * z = W x without a bias.
   *
   * @param weight (outputs, inputs)
   * @param x (samples, inputs)
   */
  public static LossFunction linear(
      Loss loss, int inputs, int outputs, float[] weight, float[] x, Tensor target) {
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(inputs))
            .parameter("w", List.of(outputs, inputs))
            .node("Gemm", List.of("x", "w"), "z", OnnxBuilder.attribute("transB", 1))
            .output("z")
            .build();
    Map<String, Tensor> state = Map.of("w", Tensor.ofFloats(List.of(outputs, inputs), weight));
    return compile(model, state, loss, inputs, x, target);
  }

  /**
   * y = B A x.
   *
   * @param a (rank, inputs)
   * @param b (outputs, rank)
   * @param y (samples, outputs)
   */
  public static LossFunction twoLayers(
      int inputs, int rank, int outputs, float[] a, float[] b, float[] x, float[] y) {
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(inputs))
            .parameter("a", List.of(rank, inputs))
            .parameter("b", List.of(outputs, rank))
            .node("Gemm", List.of("x", "a"), "h", OnnxBuilder.attribute("transB", 1))
            .node("Gemm", List.of("h", "b"), "z", OnnxBuilder.attribute("transB", 1))
            .output("z")
            .build();
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("a", Tensor.ofFloats(List.of(rank, inputs), a));
    state.put("b", Tensor.ofFloats(List.of(outputs, rank), b));
    Tensor target = Tensor.ofFloats(List.of(y.length / outputs, outputs), y);
    return compile(model, state, Loss.SQUARED_ERROR, inputs, x, target);
  }

  /**
   * z = B f(A x), cross-entropy.
   *
   * @param activation f, an ONNX operator
   * @param a (hidden, inputs)
   * @param b (classes, hidden)
   */
  public static LossFunction classifier(
      String activation, int hidden, float[] a, float[] b, float[] x, long[] targets) {
    int inputs = a.length / hidden;
    int classes = b.length / hidden;
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(inputs))
            .parameter("a", List.of(hidden, inputs))
            .parameter("b", List.of(classes, hidden))
            .node("Gemm", List.of("x", "a"), "h", OnnxBuilder.attribute("transB", 1))
            .node(activation, List.of("h"), "f")
            .node("Gemm", List.of("f", "b"), "z", OnnxBuilder.attribute("transB", 1))
            .output("z")
            .build();
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("a", Tensor.ofFloats(List.of(hidden, inputs), a));
    state.put("b", Tensor.ofFloats(List.of(classes, hidden), b));
    Tensor target = Tensor.ofLongs(List.of(targets.length), targets);
    return compile(model, state, Loss.CROSS_ENTROPY, inputs, x, target);
  }

  private static LossFunction compile(
      byte[] model, Map<String, Tensor> state, Loss loss, int inputs, float[] x, Tensor target) {
    Map<String, Tensor> probe = new LinkedHashMap<>();
    probe.put("x", Tensor.ofFloats(List.of(x.length / inputs, inputs), x));
    probe.put("target", target);
    return LossFunctions.compile(
        Model.read(model),
        TensorFile.of(state),
        LossSpec.of(loss),
        TensorFile.of(probe),
        EngineOptions.DEFAULT);
  }
}

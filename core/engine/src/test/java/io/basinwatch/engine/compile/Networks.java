package io.basinwatch.engine.compile;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Multilayer perceptrons as PyTorch exports them, with drawn weights and data. */
final class Networks {
  private Networks() {}

  /**
   * @param activation ONNX operator between layers
   * @param widths inputs, hidden layers, outputs
   */
  static LossFunction perceptron(
      EngineOptions options, Loss loss, String activation, int samples, int... widths) {
    RandomStream random = RandomStream.of(1, 0);
    OnnxBuilder onnx = OnnxBuilder.create().input("x", List.of(widths[0]));
    Map<String, Tensor> state = new LinkedHashMap<>();
    String current = "x";
    for (int layer = 1; layer < widths.length; layer++) {
      String weight = "layer" + layer + ".weight";
      String bias = "layer" + layer + ".bias";
      add(onnx, state, weight, List.of(widths[layer], widths[layer - 1]), random);
      add(onnx, state, bias, List.of(widths[layer]), random);
      boolean last = layer == widths.length - 1;
      String next = last ? "y" : "z" + layer;
      onnx.node("Gemm", List.of(current, weight, bias), next, OnnxBuilder.attribute("transB", 1));
      current = next;
      if (!last) {
        onnx.node(activation, List.of(current), "h" + layer);
        current = "h" + layer;
      }
    }
    Model model = Model.read(onnx.output("y").build());
    TensorFile probe = probe(loss, samples, widths[0], widths[widths.length - 1], random);
    return LossFunctions.compile(
        model,
        new TensorFile(state, Map.of()),
        new LossSpec(loss, OptionalLong.empty()),
        probe,
        options);
  }

  private static void add(
      OnnxBuilder onnx,
      Map<String, Tensor> state,
      String name,
      List<Integer> shape,
      RandomStream random) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    float[] values = uniform(random, size, (float) (1 / Math.sqrt(shape.getLast())));
    onnx.initializer(name, shape, values);
    state.put(name, Tensor.ofFloats(shape, values));
  }

  private static TensorFile probe(
      Loss loss, int samples, int inputs, int outputs, RandomStream random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "x", Tensor.ofFloats(List.of(samples, inputs), uniform(random, samples * inputs, 2)));
    if (loss == Loss.CROSS_ENTROPY) {
      long[] classes = new long[samples];
      for (int i = 0; i < samples; i++) {
        classes[i] = random.nextInt(outputs);
      }
      tensors.put("target", Tensor.ofLongs(List.of(samples), classes));
    } else {
      float[] values = uniform(random, samples * outputs, 1);
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.abs(values[i]);
      }
      tensors.put("target", Tensor.ofFloats(List.of(samples, outputs), values));
    }
    return new TensorFile(tensors, Map.of());
  }

  private static float[] uniform(RandomStream random, int size, float bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1) * bound;
    }
    return values;
  }
}

package io.basinwatch.trainers.jobs;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model and where its training starts.
 *
 * @param model ONNX graph
 * @param initialWeights state dict
 */
record Network(byte[] model, TensorFile initialWeights) {

  /** A network that is put together layer by layer. */
  static final class Builder {
    private final OnnxBuilder graph = OnnxBuilder.create();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Initialization initialization;
    private String last;

    /**
     * @param input name of the model's input
     */
    Builder(String input, long seed) {
      initialization = new Initialization(seed);
      last = input;
    }

    /** Real inputs, (batch, width). */
    Builder realInput(int width) {
      graph.input(last, List.of(width));
      return this;
    }

    /** Indices, (batch, count), each looked up in one table and their rows put side by side. */
    Builder embeddedInput(int count, int entries, int width) {
      graph.integerInput(last, List.of(count));
      parameter("embedding.weight", initialization.normal(1, entries, width));
      node("Gather", List.of("embedding.weight", last), "embedding");
      node("Flatten", List.of(last), "embedded");
      return this;
    }

    /** y = x W' + b, started as PyTorch starts it. */
    Builder linear(String name, int inputs, int outputs) {
      parameter(name + ".weight", initialization.uniform(inputs, outputs, inputs));
      parameter(name + ".bias", initialization.uniform(inputs, outputs));
      return gemm(name, List.of(last, name + ".weight", name + ".bias"));
    }

    /** y = x W', W standard normal times a scale. */
    Builder linearMap(String name, int inputs, int outputs, double scale) {
      parameter(name + ".weight", initialization.normal(scale, outputs, inputs));
      return gemm(name, List.of(last, name + ".weight"));
    }

    private Builder gemm(String name, List<String> operands) {
      graph.node("Gemm", operands, name, OnnxBuilder.attribute("transB", 1));
      last = name;
      return this;
    }

    Builder relu() {
      node("Relu", List.of(last), last + ".relu");
      return this;
    }

    private void node(String operator, List<String> operands, String output) {
      graph.node(operator, operands, output);
      last = output;
    }

    private void parameter(String name, Tensor tensor) {
      weights.put(name, tensor);
      graph.initializer(name, tensor.shape(), tensor.floats());
    }

    Network build() {
      return new Network(graph.output(last).build(), TensorFile.of(weights));
    }
  }
}

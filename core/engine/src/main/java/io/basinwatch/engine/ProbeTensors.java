package io.basinwatch.engine;

import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.onnx.ModelInput;
import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.engine.safetensors.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The model's inputs in a probe.
 *
 * @param inputs (samples, ...) by input
 * @param sampleCount of every tensor
 * @param fixedBatch the only batch size of the model, if it has only one
 */
record ProbeTensors(Map<String, Tensor> inputs, int sampleCount, OptionalInt fixedBatch) {
  private static final Set<String> RESERVED =
      Set.of(LossGraph.TARGET_WEIGHT, LossGraph.SAMPLE_WEIGHT, LossGraph.OUTPUT_COTANGENT);

  /**
   * @throws InvalidInputException if an input is missing or does not fit
   */
  static ProbeTensors of(OnnxModel model, TensorFile probe) {
    Map<String, Tensor> inputs = new HashMap<>();
    int sampleCount = -1;
    for (ModelInput input : model.inputs()) {
      Tensor tensor = tensor(input, probe);
      sampleCount = sampleCount < 0 ? tensor.shape().getFirst() : sampleCount;
      checkSampleCount(input.name(), tensor, sampleCount);
      inputs.put(input.name(), tensor);
    }
    return new ProbeTensors(inputs, sampleCount, fixedBatch(model));
  }

  /** Dimensions of each input after the first. */
  Map<String, List<Integer>> sampleShapes() {
    Map<String, List<Integer>> shapes = new HashMap<>();
    inputs.forEach((name, tensor) -> shapes.put(name, sampleShape(tensor)));
    return shapes;
  }

  static List<Integer> sampleShape(Tensor tensor) {
    return tensor.shape().subList(1, tensor.shape().size());
  }

  static void checkSampleCount(String name, Tensor tensor, int expected) {
    int samples = tensor.shape().isEmpty() ? 0 : tensor.shape().getFirst();
    if (samples == 0) {
      throw new InvalidInputException("probe: '%s' has no samples".formatted(name));
    }
    if (samples != expected) {
      throw new InvalidInputException(
          "probe: '%s' has %d samples, the model's first input %d"
              .formatted(name, samples, expected));
    }
  }

  private static Tensor tensor(ModelInput input, TensorFile probe) {
    String name = input.name();
    Tensor tensor = probe.tensors().get(name);
    if (RESERVED.contains(name)) {
      throw new InvalidInputException("model: input name '%s' is reserved".formatted(name));
    }
    if (tensor == null) {
      throw new InvalidInputException(
          "probe: the model's input '%s' is missing; it has: %s"
              .formatted(name, String.join(", ", probe.tensors().keySet())));
    }
    if (!input.accepts(tensor.shape())) {
      throw new InvalidInputException(
          "probe: '%s' has shape %s, the model wants %s"
              .formatted(name, tensor.shape(), input.describe()));
    }
    checkType(input, tensor);
    return tensor;
  }

  private static void checkType(ModelInput input, Tensor tensor) {
    TensorChecks.requireReadable("probe: '%s'".formatted(input.name()), tensor);
    TensorType type = tensor.type();
    if (input.truth()) {
      checkTruth(input.name(), tensor);
    } else if (input.type() == ElementType.REAL) {
      require(type.isFloating() || type == TensorType.BOOL, input, type, "floating-point");
      checkFinite(input.name(), tensor);
    } else {
      require(type.isWhole(), input, type, "whole");
      checkInt(input.name(), tensor);
    }
  }

  private static void require(boolean fits, ModelInput input, TensorType type, String wanted) {
    if (!fits) {
      throw new InvalidInputException(
          "probe: '%s' has type %s, the model wants %s numbers"
              .formatted(input.name(), type, wanted));
    }
  }

  private static void checkTruth(String name, Tensor tensor) {
    for (int i = 0; i < tensor.elements(); i++) {
      double value = tensor.real(i);
      if (value != 0 && value != 1) {
        throw new InvalidInputException(
            "probe: '%s' has %s in sample %d, the model wants truth values, 0 or 1"
                .formatted(name, value, sample(tensor, i)));
      }
    }
  }

  static void checkFinite(String name, Tensor tensor) {
    int place = tensor.firstNonFinite();
    if (place >= 0) {
      throw new InvalidInputException(
          "probe: '%s' has %s in sample %d"
              .formatted(
                  name,
                  Double.isNaN(tensor.real(place)) ? "NaN" : "infinity",
                  sample(tensor, place)));
    }
  }

  private static void checkInt(String name, Tensor tensor) {
    for (int i = 0; i < tensor.elements(); i++) {
      long value = tensor.integer(i);
      if (value != (int) value) {
        throw new InvalidInputException(
            "probe: '%s' has %d in sample %d, beyond 32 bits"
                .formatted(name, value, sample(tensor, i)));
      }
    }
  }

  /** The sample that an element belongs to. */
  static int sample(Tensor tensor, int element) {
    return element / (tensor.elements() / tensor.shape().getFirst());
  }

  private static OptionalInt fixedBatch(OnnxModel model) {
    int[] sizes =
        model.inputs().stream()
            .map(ModelInput::fixedBatch)
            .flatMapToInt(OptionalInt::stream)
            .distinct()
            .toArray();
    if (sizes.length > 1) {
      throw new InvalidInputException(
          "model: its inputs have different batch sizes, %d and %d".formatted(sizes[0], sizes[1]));
    }
    return sizes.length == 0 ? OptionalInt.empty() : OptionalInt.of(sizes[0]);
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.onnx.ElementTypes;
import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;

/**
 * Tells a parameter that a checkpoint forgot from a constant of the model. ONNX has no such
 * distinction, so names decide: an initializer that is not in the checkpoint counts as forgotten if
 * it has no numbers of its own, is called weight or bias, or is called like one that the checkpoint
 * has but for its number ({@code fc2.w} beside {@code fc1.w}). In a model that leaves out all of
 * the checkpoint's numbers, those that it does have are constants.
 */
final class MissingParameters {
  private static final Set<String> TRAINED = Set.of("weight", "bias");

  private MissingParameters() {}

  /**
   * @param buffers names of tensors that stay as they are
   * @throws InvalidInputException if a parameter is missing on either side
   */
  static void check(OnnxModel model, TensorFile checkpoint, Set<String> buffers) {
    Set<String> present = checkpoint.tensors().keySet();
    if (present.stream().noneMatch(model.initializers()::containsKey)) {
      throw new InvalidInputException(
          "checkpoint: none of its tensors is a parameter of the model, which has: "
              + String.join(", ", model.initializers().keySet()));
    }
    boolean leavesOut =
        present.stream().filter(model.initializers()::containsKey).noneMatch(model::hasNumbers);
    Set<String> patterns =
        present.stream()
            .filter(model.initializers()::containsKey)
            .map(MissingParameters::withoutNumbers)
            .collect(Collectors.toSet());
    for (Map.Entry<String, TensorProto> entry : model.initializers().entrySet()) {
      String name = entry.getKey();
      boolean named = !leavesOut && isNamedLikeOne(name, patterns);
      if (!present.contains(name)
          && isTrainable(name, entry.getValue())
          && (named || !model.hasNumbers(name))) {
        throw new InvalidInputException(
            ("checkpoint: parameter '%s' is missing (to keep it fixed, store it and name it in the"
                    + " metadata key 'buffers')")
                .formatted(name));
      }
    }
    if (!leavesOut) {
      HiddenParameters.check(model, checkpoint, buffers);
    }
  }

  static boolean isTrainable(String name, TensorProto tensor) {
    String what = "initializer '%s'".formatted(name);
    return ElementTypes.of(tensor.getDataType(), what) == ElementType.REAL
        && tensor.getDataType() != DataType.BOOL_VALUE;
  }

  private static boolean isNamedLikeOne(String name, Set<String> patterns) {
    return TRAINED.contains(name.substring(name.lastIndexOf('.') + 1))
        || patterns.contains(withoutNumbers(name));
  }

  private static String withoutNumbers(String name) {
    return name.replaceAll("[0-9]+", "#");
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of tied weights. safetensors' {@code save_model} stores a tensor of several names once; the
 * metadata has each of the other names as a key, with the stored one as its value. A graph may have
 * any of them.
 */
final class TiedNames {
  private TiedNames() {}

  /** The name under which a file has a tensor; the same one where it has none. */
  static String stored(TensorFile file, String name) {
    String other = file.metadata().getOrDefault(name, name);
    return !file.tensors().containsKey(name) && file.tensors().containsKey(other) ? other : name;
  }

  /** The file with the names that the model has for its tensors. */
  static TensorFile asIn(OnnxModel model, TensorFile file) {
    Map<String, List<String>> names = new HashMap<>();
    for (String name : model.initializers().keySet()) {
      names.computeIfAbsent(stored(file, name), key -> new ArrayList<>()).add(name);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (stored, tensor) ->
                names
                    .getOrDefault(stored, List.of(stored))
                    .forEach(name -> tensors.put(name, tensor)));
    return new TensorFile(tensors, file.metadata());
  }

  /**
   * Parameters that share a tensor would be perturbed apart from each other.
   *
   * @throws InvalidInputException where they do
   */
  static void requireUntied(TensorFile file, List<ParameterLayout.Entry> parameters) {
    Map<String, String> known = new HashMap<>();
    for (ParameterLayout.Entry parameter : parameters) {
      String other = known.put(stored(file, parameter.name()), parameter.name());
      if (other != null) {
        throw new InvalidInputException(
            ("checkpoint: '%s' and '%s' are one tensor, but two parameters of the model: export it"
                    + " with tied weights")
                .formatted(other, parameter.name()));
      }
    }
  }
}

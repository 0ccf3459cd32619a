package io.basinwatch.engine;

import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Names of what is no part of w: running statistics, and what a checkpoint's metadata names. */
final class BufferNames {
  static final String KEY = "buffers";

  private BufferNames() {}

  /**
   * A name of a tensor that several share stands for all of them.
   *
   * @throws InvalidInputException for a name that neither the checkpoint nor the model has
   */
  static Set<String> of(OnnxModel model, TensorFile file) {
    Set<String> names = new HashSet<>(model.runningStatistics());
    Arrays.stream(file.metadata().getOrDefault(KEY, "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(name -> names.add(known(model, file, name)));
    for (String name : model.initializers().keySet()) {
      if (names.contains(TiedNames.stored(file, name))) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * A misspelt name would leave a frozen parameter in w; one of the model's constants does no harm.
   */
  private static String known(OnnxModel model, TensorFile file, String buffer) {
    String stored = TiedNames.stored(file, buffer);
    if (!file.tensors().containsKey(stored) && !model.initializers().containsKey(buffer)) {
      throw new InvalidInputException(
          "checkpoint: '%s', which the metadata key '%s' names, is none of its tensors"
              .formatted(buffer, KEY));
    }
    return stored;
  }
}

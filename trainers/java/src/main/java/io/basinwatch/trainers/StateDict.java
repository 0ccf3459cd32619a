package io.basinwatch.trainers;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters by name. */
final class StateDict {
  private StateDict() {}

  /**
   * @param w (parameters)
   */
  static TensorFile of(ParameterLayout layout, ParameterVector w) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = new float[entry.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) w.get(entry.offset() + i);
      }
      tensors.put(entry.name(), Tensor.ofFloats(entry.shape(), values));
    }
    return TensorFile.of(tensors);
  }
}

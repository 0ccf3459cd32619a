package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorType;
import java.util.List;

/** Writes a checkpoint's parameters into a vector, in its precision. */
public final class ParameterWriter {
  private ParameterWriter() {}

  /**
   * @param tensors in the layout's order, of its shapes, finite
   * @throws InvalidInputException if a number is beyond the vector's precision
   */
  public static void write(ParameterLayout layout, List<Tensor> tensors, ParameterVector vector) {
    for (int i = 0; i < tensors.size(); i++) {
      ParameterLayout.Entry entry = layout.entries().get(i);
      vector.write(entry.offset(), tensors.get(i));
      if (tensors.get(i).type() == TensorType.F64) {
        checkRange(entry, vector);
      }
    }
  }

  /** A finite number of a wider type may be none in the vector's. */
  private static void checkRange(ParameterLayout.Entry entry, ParameterVector vector) {
    for (int i = 0; i < entry.size(); i++) {
      if (!Double.isFinite(vector.get(entry.offset() + i))) {
        throw new InvalidInputException(
            "checkpoint: parameter '%s' is beyond the range of float32 at element %d"
                .formatted(entry.name(), i));
      }
    }
  }
}

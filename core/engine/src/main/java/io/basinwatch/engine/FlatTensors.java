package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tensors of a checkpoint and where they lie in a flat vector.
 *
 * @param tensors in the layout's order, of its shapes; none where their numbers have been copied
 */
public record FlatTensors(ParameterLayout layout, List<Tensor> tensors) {
  public FlatTensors {
    tensors = List.copyOf(tensors);
  }

  /**
   * One after the other.
   *
   * @throws InvalidInputException if together they have too many elements
   */
  static FlatTensors of(Map<String, Tensor> named) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : named.entrySet()) {
      Tensor tensor = entry.getValue();
      entries.add(new ParameterLayout.Entry(entry.getKey(), tensor.shape(), offset));
      offset = ParameterChecks.advance(offset, tensor);
    }
    return new FlatTensors(new ParameterLayout(entries), List.copyOf(named.values()));
  }

  /**
   * Writes them into a vector, in its precision.
   *
   * @throws InvalidInputException if a number is beyond the vector's precision
   */
  public void write(ParameterVector vector) {
    for (int i = 0; i < tensors.size(); i++) {
      ParameterLayout.Entry entry = layout.entries().get(i);
      vector.write(entry.offset(), tensors.get(i));
      if (tensors.get(i).type() == TensorType.F64) {
        checkRange(entry, tensors.get(i), vector);
      }
    }
  }

  /** A finite number of a wider type may be none in the vector's. */
  private static void checkRange(
      ParameterLayout.Entry entry, Tensor tensor, ParameterVector vector) {
    for (int i = 0; i < entry.size(); i++) {
      if (!Double.isFinite(vector.get(entry.offset() + i)) && Double.isFinite(tensor.real(i))) {
        throw new InvalidInputException(
            "checkpoint: parameter '%s' is beyond the range of float32 at element %d"
                .formatted(entry.name(), i));
      }
    }
  }

  /** Where they lie, without the tensors. */
  public FlatTensors withoutNumbers() {
    return new FlatTensors(layout, List.of());
  }
}

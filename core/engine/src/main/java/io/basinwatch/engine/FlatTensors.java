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
   * One after the other; neighbours that are one tensor, as tied ones are, at one place.
   *
   * @throws InvalidInputException if together they have too many elements
   */
  static FlatTensors of(Map<String, Tensor> named) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    Tensor previous = null;
    int offset = 0;
    int end = 0;
    for (Map.Entry<String, Tensor> entry : named.entrySet()) {
      Tensor tensor = entry.getValue();
      offset = tensor == previous ? offset : end;
      entries.add(new ParameterLayout.Entry(entry.getKey(), tensor.shape(), offset));
      end = ParameterChecks.advance(offset, tensor);
      previous = tensor;
    }
    return new FlatTensors(new ParameterLayout(entries), List.copyOf(named.values()));
  }

  /** Writes them into a vector, rounded to its precision: what is beyond its range is infinity. */
  public void write(ParameterVector vector) {
    for (int i = 0; i < tensors.size(); i++) {
      vector.write(layout.entries().get(i).offset(), tensors.get(i));
    }
  }

  /**
   * Writes finite numbers into a vector.
   *
   * @throws InvalidInputException if one is beyond the vector's range
   */
  public void writeFinite(ParameterVector vector) {
    write(vector);
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).type() == TensorType.F64) {
        checkRange(layout.entries().get(i), vector);
      }
    }
  }

  private static void checkRange(ParameterLayout.Entry entry, ParameterVector vector) {
    for (int i = 0; i < entry.size(); i++) {
      if (!Double.isFinite(vector.get(entry.offset() + i))) {
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

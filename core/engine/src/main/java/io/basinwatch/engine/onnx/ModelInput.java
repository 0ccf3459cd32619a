package io.basinwatch.engine.onnx;

import io.basinwatch.engine.graph.ElementType;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A tensor that the model wants for each batch.
 *
 * @param truth whether the model calls it BOOL: zeros and ones
 * @param dimensions the first counts samples; empty where the model leaves one open
 */
public record ModelInput(
    String name, ElementType type, boolean truth, List<OptionalInt> dimensions) {

  public ModelInput {
    dimensions = List.copyOf(dimensions);
  }

  /** The batch size, where the model has only one. */
  public OptionalInt fixedBatch() {
    return dimensions.getFirst();
  }

  /** Whether a tensor of this shape can be its value, whatever its number of samples. */
  public boolean accepts(List<Integer> shape) {
    if (shape.size() != dimensions.size()) {
      return false;
    }
    for (int i = 1; i < shape.size(); i++) {
      if (dimensions.get(i).orElse(shape.get(i)) != shape.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Its dimensions, a dot for an open one. */
  public String describe() {
    return dimensions.stream()
        .map(dimension -> dimension.isPresent() ? "" + dimension.getAsInt() : ".")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.List;

/** What is asked of a parameter's tensor in a checkpoint. */
final class ParameterChecks {
  private ParameterChecks() {}

  /**
   * @param tensor null if the checkpoint has none of that name
   * @throws InvalidInputException if it is missing, misshapen, not readable, not floating-point or
   *     not finite
   */
  static void check(String name, Tensor tensor, List<Integer> shape) {
    if (tensor == null) {
      throw new InvalidInputException("checkpoint: parameter '%s' is missing".formatted(name));
    }
    checkShape("parameter", name, tensor, shape);
    TensorChecks.requireReadable("checkpoint: parameter '%s'".formatted(name), tensor);
    if (!tensor.type().isFloating()) {
      throw new InvalidInputException(
          "checkpoint: parameter '%s' has type %s, not a floating-point type"
              .formatted(name, tensor.type()));
    }
    checkFinite(name, tensor);
  }

  /**
   * @param kind parameter or buffer, for the message
   */
  static void checkShape(String kind, String name, Tensor tensor, List<Integer> shape) {
    if (!tensor.shape().equals(shape)) {
      throw new InvalidInputException(
          "checkpoint: %s '%s' has shape %s, the model's has %s"
              .formatted(kind, name, tensor.shape(), shape));
    }
  }

  private static void checkFinite(String name, Tensor tensor) {
    int place = tensor.firstNonFinite();
    if (place >= 0) {
      throw new InvalidInputException(
          "checkpoint: parameter '%s' has %s at element %d"
              .formatted(name, Double.isNaN(tensor.real(place)) ? "NaN" : "infinity", place));
    }
  }

  /** The offset after a tensor in the flat vector. */
  static int advance(int offset, Tensor tensor) {
    long end = (long) offset + tensor.elements();
    if (end > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "checkpoint: more than %d parameters".formatted(Integer.MAX_VALUE));
    }
    return (int) end;
  }
}

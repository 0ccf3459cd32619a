package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorType;

/** What is asked of every tensor that is used. */
final class TensorChecks {
  private TensorChecks() {}

  /**
   * @param subject what the tensor is, for the message
   * @throws InvalidInputException if its numbers cannot be read
   */
  static void requireReadable(String subject, Tensor tensor) {
    if (!tensor.type().isReadable()) {
      throw new InvalidInputException(
          "%s has type %s, which is not supported; supported: %s"
              .formatted(subject, tensor.type(), TensorType.supported()));
    }
  }
}

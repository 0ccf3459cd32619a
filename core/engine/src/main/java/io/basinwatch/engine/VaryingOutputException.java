package io.basinwatch.engine;

/** A model's output for one sample has another shape in a batch of another size. */
public final class VaryingOutputException extends InvalidInputException {
  public VaryingOutputException(String message) {
    super(message);
  }
}

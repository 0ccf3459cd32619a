package io.basinwatch.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the loss l_i of a sample is. */
public enum Loss {
  /** -log softmax(z)[y] in nats, over the {@code ClassAxis}; target: class index. */
  CROSS_ENTROPY("cross-entropy"),
  /** -y log p - (1 - y) log (1 - p) with p = sigmoid(z), summed over outputs; target in [0, 1]. */
  BINARY_CROSS_ENTROPY("binary-cross-entropy"),
  /** 1/2 |y - f(x)|^2, summed over outputs. */
  SQUARED_ERROR("squared-error"),
  /** |y - f(x)|^2 / outputs. */
  MEAN_SQUARED_ERROR("mean-squared-error"),
  /** The model's own output, one number for each sample; no target. */
  MODEL_OUTPUT("model-output");

  private final String label;

  Loss(String label) {
    this.label = label;
  }

  /** The name that users write. */
  public String label() {
    return label;
  }

  /**
   * @throws InvalidInputException if no loss has that name
   */
  public static Loss of(String label) {
    return Arrays.stream(values())
        .filter(loss -> loss.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "loss '%s' is unknown; known: %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Loss::label)
                                .collect(Collectors.joining(", ")))));
  }
}

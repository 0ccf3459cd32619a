package io.basinwatch.engine;

import java.util.OptionalLong;

/**
 * What is measured: the loss of a sample and which targets do not count.
 *
 * @param loss of a sample
 * @param ignoreIndex class index of targets that are left out, for {@link Loss#CROSS_ENTROPY} only
 */
public record LossSpec(Loss loss, OptionalLong ignoreIndex) {

  public LossSpec {
    if (ignoreIndex.isPresent() && loss != Loss.CROSS_ENTROPY) {
      throw new InvalidInputException(
          "loss '%s' has no ignore index: only cross-entropy has".formatted(loss.label()));
    }
  }

  /** A loss in which every target counts. */
  public static LossSpec of(Loss loss) {
    return new LossSpec(loss, OptionalLong.empty());
  }
}

package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import java.util.function.Supplier;

/** Says which of several files it is that was refused. */
public final class Naming {
  private Naming() {}

  /**
   * @param file what it is: {@code weights}, {@code held-out probe}
   * @throws InvalidInputException as the use throws it, with the file's name before its message
   */
  public static <T> T file(String file, Supplier<T> use) {
    try {
      return use.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }
}

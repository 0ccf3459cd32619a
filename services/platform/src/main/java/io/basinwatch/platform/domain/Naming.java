package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import java.util.function.Supplier;

/** Says which of several files it is that was refused. */
public final class Naming {
  private Naming() {}

  /**
   * The engine knows one checkpoint and one probe.
   *
   * @param part as its messages begin: {@code checkpoint}, {@code probe}
   * @param file which one it is: {@code initial weights}, {@code held-out probe}
   * @throws InvalidInputException as the use throws it; where it is about that part, with the
   *     file's name in place of the part's
   */
  public static <T> T part(String part, String file, Supplier<T> use) {
    try {
      return use.get();
    } catch (InvalidInputException e) {
      throw e.getMessage().startsWith(part + ": ")
          ? new InvalidInputException(file + e.getMessage().substring(part.length()), e)
          : e;
    }
  }

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

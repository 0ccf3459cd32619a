package io.basinwatch.engine;

/**
 * Input that cannot be used; the message is one line that names the thing and what is wrong with
 * it.
 */
public class InvalidInputException extends RuntimeException {
  /** Enough for the names of all operators, not for those of a large model's weights. */
  private static final int LONGEST = 4000;

  public InvalidInputException(String message) {
    super(oneLine(message));
  }

  public InvalidInputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Names in a message come from the input, line breaks, lengths and all. */
  private static String oneLine(String message) {
    String line = message.replaceAll("\\R", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
  }
}

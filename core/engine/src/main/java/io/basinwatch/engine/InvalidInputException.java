package io.basinwatch.engine;

/**
 * Input that cannot be used; the message is one line that names the thing and what is wrong with
 * it.
 */
public class InvalidInputException extends RuntimeException {

  public InvalidInputException(String message) {
    super(oneLine(message));
  }

  public InvalidInputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Names in a message come from the input, line breaks and all. */
  private static String oneLine(String message) {
    return message.replaceAll("\\R", " ");
  }
}

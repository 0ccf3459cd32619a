package io.basinwatch.engine;

/** Input that cannot be used; the message is one line that names the thing and what is wrong with it. */
public class InvalidInputException extends RuntimeException {

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}

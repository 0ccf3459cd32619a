package io.basinwatch.standalone;

/** A command that could not do its work though its input was right; the message is one line. */
final class CommandFailedException extends RuntimeException {

  CommandFailedException(String message) {
    super(message);
  }

  CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

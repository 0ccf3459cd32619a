package io.basinwatch.broker;

/** Why the broker cannot run; the message is one line that names the port or the directory. */
public class BrokerException extends RuntimeException {

  public BrokerException(String message) {
    super(message);
  }

  public BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}

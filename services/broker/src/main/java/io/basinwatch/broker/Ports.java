package io.basinwatch.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine's loopback interface. */
final class Ports {
  private Ports() {}

  /** A port that nothing listens on. */
  static int free() {
    try {
      return bind(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws BrokerException where something listens on the port, or this user may not
   */
  static int requireFree(int port) {
    try {
      return bind(port);
    } catch (IOException | IllegalArgumentException e) {
      throw new BrokerException(
          "port %d for Kafka cannot be used: %s; choose another".formatted(port, e.getMessage()),
          e);
    }
  }

  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(BrokerSettings.HOST), port));
      return socket.getLocalPort();
    }
  }
}

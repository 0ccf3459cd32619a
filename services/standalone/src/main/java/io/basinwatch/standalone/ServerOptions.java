package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import java.net.Inet6Address;
import java.net.InetAddress;
import picocli.CommandLine.Option;

/** What the commands that start everything in one JVM have in common. */
final class ServerOptions {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the page, the API and the metrics (default ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:QUARKUS_HTTP_HOST:-127.0.0.1}", // images set it
      description =
          "Where that port listens (default ${DEFAULT-VALUE}); 0.0.0.0 is every interface.")
  InetAddress host;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the Kafka broker (default ${DEFAULT-VALUE}); 0 takes a free one.")
  int kafkaPort;

  @Option(names = "--verbose", description = "Log what the services do.")
  boolean verbose;

  /** The page, as seen from this machine. */
  String url() {
    return "http://%s:%d".formatted(urlHost(), port);
  }

  private String urlHost() {
    String address = host.getHostAddress();
    if (host.isAnyLocalAddress() || address.equals("127.0.0.1")) {
      return "localhost";
    }
    return host instanceof Inet6Address ? "[%s]".formatted(address.replace("%", "%25")) : address;
  }

  /**
   * @throws InvalidInputException for a number that is no port
   */
  void requirePorts() {
    requirePort("--port", port, 1);
    requirePort("--kafka-port", kafkaPort, 0);
  }

  private static void requirePort(String option, int value, int least) {
    if (value < least || value > 65_535) {
      throw new InvalidInputException(
          "%s %d is no port: it is to be in %d to 65535".formatted(option, value, least));
    }
  }
}

package io.basinwatch.standalone;

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
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the Kafka broker (default ${DEFAULT-VALUE}); 0 takes a free one.")
  int kafkaPort;

  @Option(names = "--verbose", description = "Log what the services do.")
  boolean verbose;
}

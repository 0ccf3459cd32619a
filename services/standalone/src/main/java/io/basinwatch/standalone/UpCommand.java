package io.basinwatch.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything in one JVM, without a training job. */
@Command(
    name = "up",
    description = "Starts everything in one JVM, for your own trainer.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private ServerOptions options;

  @Override
  public Integer call() throws InterruptedException {
    try (Server server = Server.start(Home.ofUser(), options)) {
      System.err.printf("page: %s  Kafka: %s%n", options.url(), server.bootstrapServers());
      server.awaitStop();
    }
    return 0;
  }
}

package io.basinwatch.broker.testing;

import io.basinwatch.broker.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real broker and an empty store for the tests of a service:
 * {@code @QuarkusTestResource(BrokerTestResource.class)}. Sets {@code kafka.bootstrap.servers} and
 * {@code basinwatch.store.root}.
 */
public final class BrokerTestResource implements QuarkusTestResourceLifecycleManager {
  private Path home;
  private EmbeddedBroker broker;

  @Override
  public Map<String, String> start() {
    try {
      home = Files.createTempDirectory("basinwatch-test");
      Path store = Files.createDirectory(home.resolve("store"));
      broker = EmbeddedBroker.start(home.resolve("kafka"), 0);
      return Map.of(
          "kafka.bootstrap.servers",
          broker.bootstrapServers(),
          "basinwatch.store.root",
          store.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
    if (home != null) {
      delete(home);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.basinwatch.broker;

import io.basinwatch.topics.TopicProvisioner;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaRaftServer;

/**
 * A Kafka broker inside this JVM, on the loopback interface, whose log survives a restart in the
 * same directory. It has every topic once {@link #start} returns.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, DirectoryLock lock, String bootstrapServers) {
    this.server = server;
    this.lock = lock;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * @param logDirectory created and formatted where it is new
   * @param port that clients connect to; 0 for a free one
   * @throws BrokerException where the port or the directory cannot be used
   */
  public static EmbeddedBroker start(Path logDirectory, int port) {
    Path directory = logDirectory.toAbsolutePath().normalize();
    int clientPort = port == 0 ? Ports.free() : Ports.requireFree(port);
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      StorageFormat.ensure(directory);
      KafkaRaftServer server =
          KafkaStart.in(directory, BrokerSettings.of(directory, clientPort, Ports.free()));
      EmbeddedBroker broker =
          new EmbeddedBroker(server, lock, BrokerSettings.HOST + ":" + clientPort);
      broker.createTopics();
      return broker;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker after it has written everything to its directory. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  private void createTopics() {
    try {
      TopicProvisioner.createMissing(Map.of("bootstrap.servers", bootstrapServers));
    } catch (ExecutionException e) {
      close();
      throw new BrokerException("topics cannot be created: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new BrokerException("interrupted while topics were created", e);
    }
  }
}

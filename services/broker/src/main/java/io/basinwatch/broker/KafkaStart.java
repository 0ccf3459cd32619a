package io.basinwatch.broker;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * Starts Kafka, which ends the JVM where it cannot start, from whatever thread, and says why in its
 * log only. Here that is an exception, whose cause is the last one that was logged.
 */
final class KafkaStart extends Handler {
  private final CompletableFuture<KafkaRaftServer> started = new CompletableFuture<>();
  private volatile Throwable logged;

  private KafkaStart() {}

  /**
   * @throws BrokerException where it does not start; threads of it may be left
   */
  static KafkaRaftServer in(Path directory, Properties settings) {
    try {
      return new KafkaStart().run(settings);
    } catch (ExecutionException e) {
      Throwable cause = innermost(e);
      long mebibytes = directory.toFile().getUsableSpace() >> 20; // a full disk may look otherwise
      throw new BrokerException(
          "Kafka cannot start in directory %s (%d MiB free): %s"
              .formatted(directory, mebibytes, cause),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while Kafka started", e);
    }
  }

  private KafkaRaftServer run(Properties settings) throws ExecutionException, InterruptedException {
    Logger log = Logger.getLogger("");
    log.addHandler(this);
    Exit.setExitProcedure(this::exit);
    Exit.setHaltProcedure(this::exit);
    try {
      Thread.ofPlatform().name("kafka-start").start(() -> start(settings));
      KafkaRaftServer server = started.get();
      Exit.resetExitProcedure();
      Exit.resetHaltProcedure();
      return server;
    } finally {
      log.removeHandler(this);
    }
  }

  private void start(Properties settings) {
    try {
      KafkaConfig config = KafkaConfig.fromProps(settings, false);
      KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
      server.startup();
      started.complete(server);
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }

  private void exit(int code, String message) {
    Throwable end = new IllegalStateException("Kafka ended with code " + code, logged);
    started.completeExceptionally(end);
    throw new IllegalStateException(end);
  }

  private static Throwable innermost(Throwable e) {
    return e.getCause() == null ? e : innermost(e.getCause());
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getThrown() != null) {
      logged = entry.getThrown();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

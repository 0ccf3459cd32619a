package io.basinwatch.broker;

import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration STOP = Duration.ofSeconds(20);

  private final ThreadGroup threads = new ThreadGroup("kafka"); // of everything that it starts
  private final CompletableFuture<KafkaRaftServer> started = new CompletableFuture<>();
  private final Thread starter;
  private volatile Throwable logged;

  private KafkaStart(Properties settings) {
    starter =
        Thread.ofPlatform().group(threads).name("kafka-start").unstarted(() -> start(settings));
  }

  /**
   * @throws BrokerException where it does not start; threads of it are left only where they do not
   *     end in time
   */
  static KafkaRaftServer in(Path directory, Properties settings) {
    try {
      return new KafkaStart(settings).run();
    } catch (ExecutionException e) {
      throw failure(directory, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while Kafka started", e);
    }
  }

  private KafkaRaftServer run() throws ExecutionException, InterruptedException {
    Logger log = Logger.getLogger("");
    log.addHandler(this);
    Exit.setExitProcedure(this::exit);
    Exit.setHaltProcedure(this::exit);
    try {
      starter.start();
      KafkaRaftServer server = started.get();
      Exit.resetExitProcedure();
      Exit.resetHaltProcedure();
      return server;
    } catch (ExecutionException e) {
      starter.join(STOP);
      throw e;
    } finally {
      log.removeHandler(this);
    }
  }

  private void start(Properties settings) {
    try {
      KafkaConfig config = KafkaConfig.fromProps(settings, false);
      start(new KafkaRaftServer(config, Time.SYSTEM));
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }

  private void start(KafkaRaftServer server) {
    try {
      server.startup();
      started.complete(server);
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
    if (started.isCompletedExceptionally()) {
      server.shutdown();
    }
  }

  private void exit(int code, String message) {
    Throwable end = new IllegalStateException("Kafka ended with code " + code, logged);
    if (threads.parentOf(Thread.currentThread().getThreadGroup())) {
      started.completeExceptionally(end);
    }
    throw new IllegalStateException(end);
  }

  private static BrokerException failure(Path directory, Throwable e) {
    if (e.getCause() instanceof BindException) {
      return new BrokerException("Kafka cannot start: " + e.getMessage(), e); // names the port
    }
    if (e.getCause() != null) {
      return failure(directory, e.getCause());
    }
    long mebibytes = directory.toFile().getUsableSpace() >> 20; // a full disk may look otherwise
    return new BrokerException(
        "Kafka cannot start in directory %s (%d MiB free): %s".formatted(directory, mebibytes, e),
        e);
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

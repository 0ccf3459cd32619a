package io.basinwatch.standalone;

import io.basinwatch.broker.EmbeddedBroker;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.platform.domain.OneLine;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The broker and every service, running in this JVM. A JVM has at most one, once.
 *
 * <p>When the JVM is told to stop (Ctrl-C), the thread that started the server is interrupted and
 * may still publish how its run ended; then the services stop, then the broker.
 */
final class Server implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final EmbeddedBroker broker;
  private final Thread owner = Thread.currentThread();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch servicesStopped = new CountDownLatch(1);
  private boolean brokerStopped;

  private Server(EmbeddedBroker broker) {
    this.broker = broker;
  }

  /** Returns when every service is up. */
  static Server start(Home home, ServerOptions options) throws InterruptedException {
    options.requirePorts();
    requireFree(options);
    configureLog(options);
    Server server = new Server(EmbeddedBroker.start(home.kafka(), options.kafkaPort));
    Runtime.getRuntime().addShutdownHook(new Thread(server::stopOnSignal, "stop"));
    System.setProperty("kafka.bootstrap.servers", server.bootstrapServers());
    System.setProperty("quarkus.http.host", options.host.getHostAddress());
    System.setProperty("quarkus.http.port", String.valueOf(options.port));
    System.setProperty("basinwatch.store.root", home.store().toString());
    new Thread(server::runServices, "services").start();
    server.awaitReady();
    return server;
  }

  /** Where Quarkus does not come to its own settings, it prints all that was logged until then. */
  private static void configureLog(ServerOptions options) {
    if (options.verbose) {
      System.setProperty("quarkus.log.console.level", "INFO");
    } else {
      Logger.getLogger("").setLevel(Level.SEVERE);
    }
  }

  private static void requireFree(ServerOptions options) {
    try (ServerSocket _ = new ServerSocket(options.port, 1, options.host)) {
      // That it could be bound is all.
    } catch (IOException e) {
      throw new CommandFailedException(
          "port %d of %s cannot be used: %s; choose another --port or --host"
              .formatted(options.port, options.host.getHostAddress(), e.getMessage()),
          e);
    }
  }

  private void runServices() {
    Quarkus.run(ServerApplication.class, this::onExit);
  }

  private void onExit(int code, Throwable failure) {
    ServerApplication.READY.completeExceptionally(
        failure != null ? failure : new IllegalStateException("the services stopped"));
    servicesStopped.countDown();
  }

  private void awaitReady() throws InterruptedException {
    try {
      ServerApplication.READY.get();
    } catch (InterruptedException e) {
      close();
      throw e;
    } catch (ExecutionException e) {
      close();
      throw notStarted(e.getCause());
    }
  }

  /** Quarkus wraps the reason. */
  static RuntimeException notStarted(Throwable failure) {
    Throwable reason = failure;
    while (reason.getCause() != null && !(reason instanceof InvalidInputException)) {
      reason = reason.getCause();
    }
    return reason instanceof InvalidInputException invalid
        ? invalid
        : new CommandFailedException("the services did not start: " + OneLine.of(reason), failure);
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Whether the services have stopped; waits for that, but not longer than told. */
  boolean awaitStop(Duration atMost) throws InterruptedException {
    return servicesStopped.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the services have stopped. */
  void awaitStop() throws InterruptedException {
    servicesStopped.await();
  }

  private void stopOnSignal() {
    if (released.getCount() > 0) {
      owner.interrupt();
    }
    try {
      released.await(GRACE.toSeconds(), TimeUnit.SECONDS);
      servicesStopped.await(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopBroker();
  }

  private synchronized void stopBroker() {
    if (!brokerStopped) {
      brokerStopped = true;
      broker.close();
    }
  }

  /** Stops the services, then the broker. */
  @Override
  public void close() {
    released.countDown();
    Quarkus.asyncExit(0);
    try {
      servicesStopped.await(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopBroker();
  }
}

package io.basinwatch.standalone;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CompletableFuture;

/** Runs once every service is up, until the JVM is told to stop. */
public final class ServerApplication implements QuarkusApplication {
  /** Quarkus makes the instance, so what the starter waits for has to be static. */
  static final CompletableFuture<Void> READY = new CompletableFuture<>();

  @Override
  public int run(String... args) {
    READY.complete(null);
    Quarkus.waitForExit();
    return 0;
  }
}

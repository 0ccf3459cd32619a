package io.basinwatch.engine;

import java.util.concurrent.CancellationException;

/** Lets a deadline end a long measurement: whoever sets it interrupts the thread. */
public final class Interruption {
  private Interruption() {}

  /**
   * To be called once in every iteration that takes long.
   *
   * @throws CancellationException if the thread is interrupted; it stays so
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}

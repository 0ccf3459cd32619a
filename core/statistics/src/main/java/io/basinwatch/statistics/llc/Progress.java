package io.basinwatch.statistics.llc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;

/**
 * Tells how much of a measurement is done, by hundredths that never fall, in steps of its chains
 * and the gradients of their calibration. All threads count; the one that measures tells.
 */
final class Progress {
  private static final double HUNDREDTH = 0.01;

  private final DoubleConsumer listener;
  private final Thread teller = Thread.currentThread();
  private final AtomicLong done = new AtomicLong();
  private long ofCalibration;
  private volatile double expected = Double.POSITIVE_INFINITY;
  private double told;

  /**
   * @param listener takes the share that is done
   */
  Progress(DoubleConsumer listener) {
    this.listener = listener;
  }

  /**
   * @param gradients that it took
   */
  void calibrated(long gradients) {
    ofCalibration = gradients;
    done.set(gradients);
  }

  /**
   * @param steps that all chains will have made in the end, as far as is known by now
   */
  void expect(double steps) {
    expected = ofCalibration + steps;
  }

  /** Of one chain. */
  void add(int steps) {
    double share = Math.min(1, done.addAndGet(steps) / expected);
    if (Thread.currentThread() == teller && share >= told + HUNDREDTH) {
      tell(share);
    }
  }

  void complete() {
    tell(1);
  }

  private void tell(double share) {
    told = share;
    listener.accept(share);
  }
}

package io.basinwatch.engine.compile;

import com.sun.management.ThreadMXBean;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times one step of stochastic gradient Langevin dynamics (gradient on a drawn minibatch, then the
 * update) on one thread: wall time, and processor time, which others on the machine disturb less.
 * Arguments: batch size, then the network's widths.
 */
final class LangevinBenchmark {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int REPEATS = 10;

  private final LossFunction loss;
  private final ParameterVector w;
  private final ParameterVector gradient;
  private final Minibatch minibatch;
  private final RandomStream random = RandomStream.of(0, 0);

  private LangevinBenchmark(LossFunction loss, int batch) {
    this.loss = loss;
    this.w = loss.zeros();
    this.gradient = loss.zeros();
    this.minibatch = Minibatch.ofSize(batch);
    w.copyFrom(loss.checkpoint());
  }

  public static void main(String[] arguments) {
    int batch = Integer.parseInt(arguments[0]);
    int[] widths = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    try (LossFunction loss =
        Networks.perceptron(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu", 4 * batch, widths)) {
      new LangevinBenchmark(loss, batch).run();
    }
  }

  private void run() {
    int steps = 1;
    for (int repeat = 0; repeat < REPEATS; ) {
      long wall = System.nanoTime();
      long processor = THREADS.getCurrentThreadCpuTime();
      for (int step = 0; step < steps; step++) {
        step();
      }
      double seconds = (THREADS.getCurrentThreadCpuTime() - processor) * 1e-9;
      double elapsed = (System.nanoTime() - wall) * 1e-9;
      if (seconds < 0.2) {
        steps *= 2;
      } else {
        repeat++;
        System.out.printf(
            Locale.ROOT,
            "%.2f us a step (processor time %.2f us)%n",
            elapsed / steps * 1e6,
            seconds / steps * 1e6);
      }
    }
  }

  private void step() {
    minibatch.draw(random, loss.sampleCount());
    loss.gradient(w, minibatch, gradient);
    w.langevinStep(gradient, loss.checkpoint(), 1e-6, 10, 1, random);
  }
}

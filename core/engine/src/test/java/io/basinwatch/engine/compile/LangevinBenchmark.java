package io.basinwatch.engine.compile;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times one step of stochastic gradient Langevin dynamics (gradient on a drawn minibatch, then the
 * update) on one thread. Arguments: batch size, then the network's widths.
 */
final class LangevinBenchmark {
  private LangevinBenchmark() {}

  public static void main(String[] arguments) {
    int batch = Integer.parseInt(arguments[0]);
    int[] widths = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    try (LossFunction loss =
        Networks.perceptron(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu", 4 * batch, widths)) {
      time(loss, batch);
    }
  }

  private static void time(LossFunction loss, int batch) {
    ParameterVector w = loss.zeros();
    w.copyFrom(loss.checkpoint());
    ParameterVector gradient = loss.zeros();
    Minibatch minibatch = Minibatch.ofSize(batch);
    RandomStream random = RandomStream.of(0, 0);
    int steps = 1;
    for (int repeat = 0; repeat < 8; ) {
      long start = System.nanoTime();
      for (int step = 0; step < steps; step++) {
        minibatch.draw(random, loss.sampleCount());
        loss.gradient(w, minibatch, gradient);
        w.langevinStep(gradient, loss.checkpoint(), 1e-6, 10, 1, random);
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.out.printf(Locale.ROOT, "%.2f us a step%n", seconds / steps * 1e6);
      if (seconds < 0.5) {
        steps *= 2;
      } else {
        repeat++;
      }
    }
  }
}

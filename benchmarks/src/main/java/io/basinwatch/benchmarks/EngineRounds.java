package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Our side of {@code bench engine}: evaluates a model's cross-entropy over its whole probe, so many
 * times as a line of standard input says, and answers each with the seconds that one evaluation
 * took.
 *
 * <p>Argument: a {@link ModelFolder}. First it prints the loss, when the first gradient is there,
 * and OpenBLAS's kernel. A line: {@code gradient}, {@code product} (of the Hessian with a vector,
 * from scratch) or {@code curvature} (the same with the point fixed); threads; times.
 *
 * <p>With one of these words as a second argument it only prints the bytes of the process at its
 * peak and those by which that work makes it grow.
 */
public final class EngineRounds {
  private static final int MEMORY_TIMES = 2;
  private final LossFunction function;

  private EngineRounds(LossFunction function) {
    this.function = function;
  }

  public static void main(String[] args) throws Exception {
    LossSpec spec = LossSpec.of(Loss.CROSS_ENTROPY);
    try (LossFunction function =
        new ModelFolder(Path.of(args[0])).compile(spec, EngineOptions.DEFAULT)) {
      Minibatch whole = Minibatch.whole(function.sampleCount());
      if (args.length > 1) {
        run(Work.of(args[1], function, Minibatch.range(0, 1))); // loads what any size needs
        System.out.println(PeakMemory.of(() -> run(Work.of(args[1], function, whole))));
        return;
      }
      double loss = function.gradient(function.checkpoint(), whole, function.zeros());
      System.out.printf(Locale.ROOT, "%.9f %s%n", loss, BlasKernel.describe());
      new EngineRounds(function).answer();
    }
  }

  private static void run(Work work) {
    try (work) {
      for (int i = 0; i < MEMORY_TIMES; i++) {
        work.run();
      }
    }
  }

  private void answer() throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    try (ParallelWork gradients = new ParallelWork(function)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        int times = Integer.parseInt(words[2]);
        double seconds = gradients.seconds(words[0], Integer.parseInt(words[1]), times);
        System.out.printf(Locale.ROOT, "%.9f%n", seconds);
      }
    }
  }
}

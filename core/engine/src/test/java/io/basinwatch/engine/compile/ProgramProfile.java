package io.basinwatch.engine.compile;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where the time of a model's programs goes: gradients and Hessian-vector products as a whole, then
 * kernel by kernel. Arguments: a folder with {@code model.onnx}, {@code weights.safetensors} and
 * {@code probe.safetensors} of a classifier; the batch size.
 */
final class ProgramProfile {
  private static final int KERNELS_SHOWN = 16;
  private static final long NANOSECONDS = 3_000_000_000L;

  private ProgramProfile() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    long begin = System.nanoTime();
    try (LossFunction loss =
        LossFunctions.compile(
            Model.read(Files.readAllBytes(folder.resolve("model.onnx"))),
            Safetensors.read(folder.resolve("weights.safetensors")),
            LossSpec.of(Loss.CROSS_ENTROPY),
            Safetensors.read(folder.resolve("probe.safetensors")),
            EngineOptions.DEFAULT)) {
      whole(loss, Minibatch.range(0, size), begin);
      Programs programs = ((CompiledLoss) loss).programs();
      kernels(programs, ProgramKind.GRADIENT, size);
      kernels(programs, ProgramKind.HESSIAN_VECTOR_PRODUCT, size);
    }
  }

  private static void whole(LossFunction loss, Minibatch batch, long begin) {
    ParameterVector v = loss.zeros();
    v.fillNormal(RandomStream.of(0, 0));
    ParameterVector result = loss.zeros();
    System.out.printf(Locale.ROOT, "loss %.6f%n", loss.gradient(loss.checkpoint(), batch, result));
    System.out.printf(
        "import, compile, first gradient: %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    long second = System.nanoTime();
    loss.hessianVectorProduct(loss.checkpoint(), batch, v, result);
    System.out.printf("first product: %d ms%n", (System.nanoTime() - second) / 1_000_000);
    double gradient = time("gradient", () -> loss.gradient(loss.checkpoint(), batch, result));
    double product =
        time("product", () -> loss.hessianVectorProduct(loss.checkpoint(), batch, v, result));
    try (Curvature curvature = loss.curvature(loss.checkpoint(), batch)) {
      double fixed = time("product, point fixed", () -> curvature.product(v, result));
      System.out.printf(
          Locale.ROOT, "in gradients: %.2f, %.2f%n", product / gradient, fixed / gradient);
    }
  }

  private static double time(String what, Runnable run) {
    double[] times = new double[1000];
    int count = 0;
    long end = System.nanoTime() + NANOSECONDS;
    while (count < 5 || System.nanoTime() < end && count < times.length) {
      long from = System.nanoTime();
      run.run();
      times[count++] = (System.nanoTime() - from) * 1e-6;
    }
    Arrays.sort(times, 0, count);
    System.out.printf(
        Locale.ROOT, "%s: median %.3f, best %.3f ms%n", what, times[count / 2], times[0]);
    return times[0];
  }

  private static void kernels(Programs programs, ProgramKind kind, int size) {
    int chunk = programs.chunk(kind, size);
    Program program = programs.program(kind, chunk);
    System.out.printf(
        Locale.ROOT,
        "%n%s for %d samples: %d + %d kernel calls, %.1f + %.1f MB%n",
        kind,
        chunk,
        program.pointInstructions(),
        program.instructions().size() - program.pointInstructions(),
        program.arenaBytes() * 1e-6,
        program.keptBytes() * 1e-6);
    new TimedRun(programs, program, chunk).report(KERNELS_SHOWN);
  }
}

package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * GFLOP/s of every way to multiply matrices, one after the other on one thread, and which one is
 * chosen. The factors and the product change places from call to call, as in a program. Arguments:
 * products as m,n,k,ab with a, b each n or t (transposed); OPENBLAS_NUM_THREADS=1.
 */
final class ProductBenchmark {
  private static final int PLACES = 3;
  private static final int ROUNDS = 9;
  private static final double SECONDS = 0.03; // of a round

  private ProductBenchmark() {}

  public static void main(String[] products) {
    try (Arena arena = Arena.ofConfined();
        Workspace workspace = new Workspace()) {
      for (String product : products) {
        Gemm spec = spec(product.split(","));
        long[] sizes = {
          4L * spec.m() * spec.k(), 4L * spec.k() * spec.n(), 4L * spec.m() * spec.n()
        };
        List<Operand> operands = List.of(new Operand(), new Operand(), new Operand());
        long[] bases = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
          bases[i] = arena.allocate(PLACES * sizes[i], OffHeap.ALIGNMENT).address();
          VectorMath.fill(bases[i], .5f, (int) (PLACES * sizes[i] / 4));
        }
        Map<String, Step> ways = ways(spec, operands, workspace);
        StringBuilder line = new StringBuilder("%-20s".formatted(product));
        ways.forEach(
            (name, step) -> {
              double speed = best(spec, step, operands, bases, sizes);
              line.append(String.format(Locale.ROOT, " %s %.0f", name, speed));
            });
        System.out.println(line.append(", chosen ").append(chosen(spec)));
      }
    }
  }

  private static Gemm spec(String[] parts) {
    return new Gemm(
        1,
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        parts[3].charAt(0) == 't',
        parts[3].charAt(1) == 't',
        true,
        true,
        Epilogue.NONE);
  }

  private static Map<String, Step> ways(Gemm spec, List<Operand> operands, Workspace workspace) {
    List<Operand> factors = operands.subList(0, 2);
    Operand product = operands.get(2);
    Map<String, Step> ways = new LinkedHashMap<>();
    ways.put("OpenBLAS", new BlasStep(spec, factors, product));
    if (spec.m() >= Panels.ROWS && spec.n() >= Panels.COLUMNS) {
      ways.put("packed", new PackedStep(spec, factors, product, workspace));
    }
    if (spec.m() >= DirectStep.ROWS && spec.n() >= VectorMath.LANES) {
      ways.put("direct", new DirectStep(spec, factors, product, workspace));
    }
    return ways;
  }

  private static String chosen(Gemm spec) {
    if (DirectStep.suits(spec)) {
      return "direct";
    }
    return PackedStep.suits(spec) ? "packed" : "OpenBLAS";
  }

  private static double best(
      Gemm spec, Step step, List<Operand> operands, long[] bases, long[] sizes) {
    double gigaflops = 2e-9 * BlasStep.work(spec);
    double best = 0;
    int calls = PLACES;
    for (int round = 0; round < ROUNDS; ) {
      long begin = System.nanoTime();
      for (int call = 0; call < calls; call++) {
        for (int i = 0; i < bases.length; i++) {
          operands.get(i).bind(bases[i] + call % PLACES * sizes[i]);
        }
        step.run();
      }
      double seconds = (System.nanoTime() - begin) * 1e-9;
      if (seconds < SECONDS) {
        calls *= 2;
      } else {
        best = Math.max(best, calls * gigaflops / seconds);
        round++;
      }
    }
    return best;
  }
}

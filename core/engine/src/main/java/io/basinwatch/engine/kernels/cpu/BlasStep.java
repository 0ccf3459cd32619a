package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** A matrix product by OpenBLAS; the epilogue passes over the product while it is in the cache. */
final class BlasStep implements Step {
  /** Multiplications that its kernels for small products are for. */
  private static final long SMALL_WORK = 1_000_000;

  private final Gemm spec;
  private final Operand a;
  private final Operand b;
  private final Operand extra;
  private final Operand c;
  private final Blas blas = new Blas();

  BlasStep(Gemm spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.a = inputs.get(0);
    this.b = inputs.get(1);
    this.extra = inputs.size() > 2 ? inputs.get(2) : null;
    this.c = output;
  }

  /** Whether OpenBLAS has a kernel for so small a product that copies no factor. */
  static boolean copiesNothing(Gemm spec) {
    return FLOATS.vectorBitSize() > 256 && work(spec) <= SMALL_WORK;
  }

  /** Multiplications. */
  static long work(Gemm spec) {
    return (long) spec.m() * spec.n() * spec.k();
  }

  @Override
  public void run() {
    long sizeA = spec.sharedA() ? 0 : 4L * spec.m() * spec.k();
    long sizeB = spec.sharedB() ? 0 : 4L * spec.k() * spec.n();
    long sizeC = 4L * spec.m() * spec.n();
    for (int i = 0; i < spec.batch(); i++) {
      multiply(a.address() + i * sizeA, b.address() + i * sizeB, c.address() + i * sizeC);
    }
    if (extra != null) {
      Epilogues.apply(spec, extra.address(), c.address());
    }
  }

  private void multiply(long from, long with, long to) {
    blas.multiply(
        spec.m(),
        spec.n(),
        spec.k(),
        from,
        spec.transposeA() ? spec.m() : spec.k(),
        spec.transposeA(),
        with,
        spec.transposeB() ? spec.k() : spec.n(),
        spec.transposeB(),
        0f,
        to,
        spec.n());
  }
}

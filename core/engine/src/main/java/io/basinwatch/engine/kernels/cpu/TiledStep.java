package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A matrix product in tiles, whose sums start from the bias where there is one. */
abstract class TiledStep implements Step {
  final Gemm spec;
  private final Operand a;
  private final Operand b;
  private final Operand extra;
  private final Operand c;
  private final MemorySegment zeros; // (n)

  TiledStep(Gemm spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.a = inputs.get(0);
    this.b = inputs.get(1);
    this.extra = inputs.size() > 2 ? inputs.get(2) : null;
    this.c = output;
    this.zeros = Arena.ofAuto().allocate(4L * spec.n(), OffHeap.ALIGNMENT);
  }

  /** One matrix of the batch. */
  abstract void multiply(long from, long factor, long to);

  @Override
  public final void run() {
    long sizeA = spec.sharedA() ? 0 : 4L * spec.m() * spec.k();
    long sizeB = spec.sharedB() ? 0 : 4L * spec.k() * spec.n();
    long sizeC = 4L * spec.m() * spec.n();
    for (int i = 0; i < spec.batch(); i++) {
      multiply(a.address() + i * sizeA, b.address() + i * sizeB, c.address() + i * sizeC);
    }
    switch (spec.epilogue()) {
      case NONE, BIAS -> {}
      case BIAS_RELU -> Epilogues.rectify(c.address(), spec.batch() * spec.m() * spec.n());
      case MASK -> Epilogues.apply(spec, extra.address(), c.address());
    }
  }

  /** (n): where the sums of every row start. */
  final long initialRow() {
    boolean hasBias = spec.epilogue() == Epilogue.BIAS || spec.epilogue() == Epilogue.BIAS_RELU;
    return hasBias ? extra.address() : zeros.address();
  }
}

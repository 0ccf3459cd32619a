package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;

/**
 * Kernels in float32 for one thread of a processor: the Vector API, and OpenBLAS for the matrix
 * products at which it is faster.
 */
public final class CpuKernels implements Kernels {

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public int realBytes() {
    return Float.BYTES;
  }

  @Override
  public DirectVector vector(int size) {
    return new Float32Vector(size);
  }

  @Override
  public Step step(KernelSpec spec, List<Operand> in, List<Operand> out, Workspace workspace) {
    Operand a = in.getFirst();
    Operand y = out.getFirst();
    return switch (spec) {
      case KernelSpec.Gemm s -> product(s, in, y, workspace);
      case KernelSpec.Elementwise s -> new BlockStep(s, in, out, workspace);
      case KernelSpec.Reduce s -> () -> Reductions.reduce(s, a.address(), y.address());
      case KernelSpec.Softmax s -> () -> Softmaxes.softmax(s, a.address(), y.address());
      case KernelSpec.CrossEntropy s -> new CrossEntropyStep(s, in, out, workspace);
      case KernelSpec.Gather s -> new GatherStep(s, in, y);
      case KernelSpec.ScatterAdd s -> new ScatterStep(s, in, y);
      case KernelSpec.GatherElements s -> new GatherElementsStep(s, in, y);
      case KernelSpec.ScatterAddElements s -> new ScatterElementsStep(s, in, y);
      case KernelSpec.FlatIndex s -> new FlatIndexStep(s, in, y);
      case KernelSpec.TopIndices s -> () -> Orders.topIndices(s, a.address(), y.address());
      case KernelSpec.CumulativeSum s -> () -> CumulativeSums.run(s, a.address(), y.address());
      case KernelSpec.Copy s -> new CopyStep(s, a, y);
      case KernelSpec.OneHot s -> () -> Indexing.oneHot(s, a.address(), y.address());
      case KernelSpec.Convolution s -> convolution(s, in, y, workspace);
      case KernelSpec.WindowArgmax s -> new ArgmaxStep(s, a, y);
      case KernelSpec.ToReal s -> () -> Indexing.toReal(s.elements(), a.address(), y.address());
      case KernelSpec.ToInteger s ->
          () -> Indexing.toInteger(s.elements(), a.address(), y.address());
    };
  }

  private static Step product(Gemm spec, List<Operand> in, Operand out, Workspace workspace) {
    if (DirectStep.suits(spec)) {
      return new DirectStep(spec, in, out, workspace);
    }
    return PackedStep.suits(spec)
        ? new PackedStep(spec, in, out, workspace)
        : new BlasStep(spec, in, out);
  }

  private static Step convolution(
      Convolution spec, List<Operand> in, Operand out, Workspace workspace) {
    if (WinogradStep.suits(spec)) {
      return new WinogradStep(spec, in, out, workspace);
    }
    if (BatchStep.suits(spec)) {
      return new BatchStep(spec, in, out, workspace);
    }
    return ChannelStep.suits(spec)
        ? new ChannelStep(spec, in, out, workspace)
        : new PatchStep(spec, in, out, workspace);
  }

  @Override
  public String toString() {
    return "cpu (float32, %d-bit vectors, OpenBLAS %s)"
        .formatted(VectorMath.FLOATS.vectorBitSize(), OpenBlas.CORE);
  }
}

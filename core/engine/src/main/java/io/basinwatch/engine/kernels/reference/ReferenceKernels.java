package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;

/** Every kernel in float64, written as its definition reads: the twin that others are tested by. */
public final class ReferenceKernels implements Kernels {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int realBytes() {
    return Double.BYTES;
  }

  @Override
  public DirectVector vector(int size) {
    return new Float64Vector(size);
  }

  @Override
  public Step step(KernelSpec spec, List<Operand> in, List<Operand> out, Workspace workspace) {
    Operand a = in.getFirst();
    Operand y = out.getFirst();
    return switch (spec) {
      case KernelSpec.Gemm s -> () -> Products.gemm(s, in, y);
      case KernelSpec.Elementwise s -> new ElementwiseStep(s, in, out);
      case KernelSpec.Reduce s -> () -> Reductions.reduce(s, a.address(), y.address());
      case KernelSpec.Softmax s -> () -> Softmaxes.softmax(s, a.address(), y.address());
      case KernelSpec.CrossEntropy s -> () -> Softmaxes.crossEntropy(s, in, out);
      case KernelSpec.Gather s -> () -> Indexing.gather(s, in, y);
      case KernelSpec.ScatterAdd s -> () -> Indexing.scatterAdd(s, in, y);
      case KernelSpec.GatherElements s -> () -> ElementIndexing.gather(s, in, y);
      case KernelSpec.ScatterAddElements s -> () -> ElementIndexing.scatterAdd(s, in, y);
      case KernelSpec.FlatIndex s -> () -> Indexing.flat(s, in, y.address());
      case KernelSpec.TopIndices s -> () -> Orders.topIndices(s, a.address(), y.address());
      case KernelSpec.CumulativeSum s ->
          () -> Reductions.cumulativeSum(s, a.address(), y.address());
      case KernelSpec.Copy s -> () -> Indexing.copy(s, a.address(), y.address());
      case KernelSpec.OneHot s -> () -> Indexing.oneHot(s, a.address(), y.address());
      case KernelSpec.Convolution s -> new ConvolutionStep(s, in, y);
      case KernelSpec.WindowArgmax s -> () -> Windows.argmax(s, a.address(), y.address());
      case KernelSpec.ToReal s -> () -> Indexing.toReal(s, a.address(), y.address());
      case KernelSpec.ToInteger s -> () -> Indexing.toInteger(s, a.address(), y.address());
    };
  }

  @Override
  public String toString() {
    return "reference (scalar, float64)";
  }
}

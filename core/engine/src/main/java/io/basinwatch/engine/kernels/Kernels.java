package io.basinwatch.engine.kernels;

import java.util.List;

/** One implementation of every kernel, in one precision. Stateless. */
public interface Kernels {

  /** As users choose it: {@code cpu}, {@code reference}. */
  String name();

  /** Size of a REAL element: 4 or 8. An INTEGER element always has 4. */
  int realBytes();

  /** A vector of zeros in this precision. */
  DirectVector vector(int size);

  /**
   * Prepares a call.
   *
   * @param spec what to compute
   * @param inputs as the specification lists them
   * @param outputs likewise
   * @param workspace for scratch memory
   */
  Step step(KernelSpec spec, List<Operand> inputs, List<Operand> outputs, Workspace workspace);
}

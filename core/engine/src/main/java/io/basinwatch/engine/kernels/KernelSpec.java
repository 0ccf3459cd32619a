package io.basinwatch.engine.kernels;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.graph.Operation.Reduction;
import java.util.List;

/**
 * What a kernel computes, with every size fixed. Tensors are row-major and contiguous; their shapes
 * stand behind the names. Small on purpose: this is all that an implementation has to offer.
 *
 * <p>Indices count from the end where they are negative; a kernel refuses one that is out of range.
 */
public sealed interface KernelSpec {

  /** Whether the first output may lie where an input of the same size lay. */
  default boolean inPlace() {
    return false;
  }

  /**
   * c = epilogue(op(a) op(b)), {@code batch} times over.
   *
   * <p>Inputs: a (batch, m, k), or (batch, k, m) where transposed; b (batch, k, n), or (batch, n,
   * k); then what the epilogue needs. A shared factor has no batch dimension. Output: c (batch, m,
   * n).
   */
  record Gemm(
      int batch,
      int m,
      int n,
      int k,
      boolean transposeA,
      boolean transposeB,
      boolean sharedA,
      boolean sharedB,
      Epilogue epilogue)
      implements KernelSpec {

    public Gemm with(Epilogue other) {
      return new Gemm(batch, m, n, k, transposeA, transposeB, sharedA, sharedB, other);
    }

    /** The same product, given b as (k, n). */
    public Gemm withPlainB() {
      return new Gemm(batch, m, n, k, transposeA, false, sharedA, sharedB, epilogue);
    }
  }

  /** What is done to a product before it is stored. */
  enum Epilogue {
    NONE,
    /** Adds a row (n). */
    BIAS,
    /** Adds a row (n), then takes the positive part. */
    BIAS_RELU,
    /** Keeps an element where mask (batch, m, n) is positive, and is 0 elsewhere. */
    MASK
  }

  /**
   * A program of scalar functions for each of {@code elements} elements, which lie in rows of
   * {@code columns}. Inputs: one for each view, seen through it. Outputs: one for each result.
   */
  record Elementwise(
      int elements, List<View> views, ElementProgram program, int columns, List<Result> results)
      implements KernelSpec {

    public Elementwise {
      views = List.copyOf(views);
      results = List.copyOf(results);
    }

    /** All elements of the last slot. */
    public Elementwise(int elements, List<View> views, ElementProgram program) {
      this(
          elements, views, program, elements, List.of(new Result(program.last(), Result.Form.ALL)));
    }

    /** Where everything has been read when it is written. */
    @Override
    public boolean inPlace() {
      return results.getFirst().equals(new Result(program.last(), Result.Form.ALL));
    }

    /** What becomes of the result of an instruction. */
    public record Result(int slot, Form form) {

      /** How much of it is written. */
      public enum Form {
        /** (elements). */
        ALL,
        /** The sum of each row: (elements / columns). */
        ROW_SUMS,
        /** The sum of each column: (columns). */
        COLUMN_SUMS
      }
    }
  }

  /** Input (outer, reduced, inner). Output (outer, inner). */
  record Reduce(Reduction reduction, int outer, int reduced, int inner) implements KernelSpec {}

  /** Over columns: softmax, or its logarithm. Input and output (rows, columns). */
  record Softmax(int rows, int columns, boolean logarithm) implements KernelSpec {

    @Override
    public boolean inPlace() {
      return true;
    }
  }

  /**
   * -log softmax(logits)[target]. Inputs: logits (rows, columns), target (rows) INTEGER, and for
   * the gradient scale (rows) or (). Outputs: losses (rows), and for the gradient scale
   * (softmax(logits) - one-hot(target)) (rows, columns).
   *
   * @param scalarScale whether scale is one number
   */
  record CrossEntropy(int rows, int columns, boolean gradient, boolean scalarScale)
      implements KernelSpec {}

  /**
   * Inputs: data (outer, length, inner), indices (count) INTEGER. Output (outer, count, inner).
   *
   * @param type of data and output
   */
  record Gather(ElementType type, int outer, int length, int count, int inner)
      implements KernelSpec {}

  /**
   * The adjoint of {@link Gather}. Inputs: updates (outer, count, inner), indices (count) INTEGER.
   * Output (outer, length, inner): their sums.
   */
  record ScatterAdd(int outer, int length, int count, int inner) implements KernelSpec {}

  /**
   * Inputs: data (outer, length, inner), indices (outer, count, inner) INTEGER along the middle
   * dimension. Output (outer, count, inner).
   *
   * @param type of data and output
   */
  record GatherElements(ElementType type, int outer, int length, int count, int inner)
      implements KernelSpec {}

  /**
   * The adjoint of {@link GatherElements}. Inputs: updates and indices (INTEGER), both (outer,
   * count, inner). Output (outer, length, inner): sums of updates.
   */
  record ScatterAddElements(int outer, int length, int count, int inner) implements KernelSpec {}

  /**
   * Inputs: for each axis of a table with these dimensions indices (count) INTEGER. Output (count)
   * INTEGER: where they point to in the table as one line.
   */
  record FlatIndex(int count, List<Integer> dimensions) implements KernelSpec {
    public FlatIndex {
      dimensions = List.copyOf(dimensions);
    }
  }

  /**
   * Input (rows, columns). Output (rows, k) INTEGER: where the largest elements of each row are,
   * the largest first, of equal ones the first.
   */
  record TopIndices(int rows, int columns, int k) implements KernelSpec {}

  /**
   * Input and output (outer, length, inner): sums along the middle dimension up to each element.
   */
  record CumulativeSum(int outer, int length, int inner, boolean reverse) implements KernelSpec {}

  /**
   * Copies the elements of a box. Input and output are read and written through a view each.
   *
   * @param type of both
   * @param zeroed elements of the output to be set to zero first; 0 for none
   */
  record Copy(ElementType type, View from, View to, int zeroed) implements KernelSpec {}

  /** Input (rows) INTEGER. Output (rows, classes). */
  record OneHot(int rows, int classes) implements KernelSpec {}

  /** Input (elements) INTEGER. Output (elements) REAL. */
  record ToReal(int elements) implements KernelSpec {}

  /** Input (elements) REAL. Output (elements) INTEGER, rounded towards zero. */
  record ToInteger(int elements) implements KernelSpec {}

  /**
   * One of the tensors x (batch, groups, inputs, places), w (groups, outputs, inputs, taps) and y
   * (batch, groups, outputs, positions), from the two others in this order: the derivatives of the
   * sum of x w y over all that the window lets meet.
   *
   * @param inputs channels of a group
   * @param outputs channels of a group
   */
  record Convolution(
      ConvolutionPart part, int batch, int groups, int inputs, int outputs, Sliding sliding)
      implements KernelSpec {}

  /**
   * Input (planes, places). Output (planes, positions) INTEGER: the place of each window's first
   * largest element.
   */
  record WindowArgmax(int planes, Sliding sliding) implements KernelSpec {}
}

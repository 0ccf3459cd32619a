package io.basinwatch.engine.graph;

import java.util.List;

/**
 * The graph's own operators: few, with static shapes, closed under differentiation. An ONNX
 * operator is written in these when it is imported; a derivative rule is written in these too, so
 * that a gradient can be differentiated again.
 *
 * <p>Values are {@link ElementType#REAL} (the program's precision) unless said otherwise; truth
 * values are 0 and 1. Tensors are row-major and contiguous. Indices count from the end where they
 * are negative.
 */
public sealed interface Operation {

  /**
   * A tensor that the caller supplies for each batch: a model input, {@code target}, a cotangent.
   */
  record Input(String name) implements Operation {}

  /**
   * A slice of a flat vector in parameter space.
   *
   * @param vector which one: {@code w}, the {@code v} of a Hessian-vector product, or what stays as
   *     it is in the checkpoint
   * @param offset of the first element in the flat vector
   */
  record Parameter(Space vector, String name, int offset) implements Operation {
    public enum Space {
      WEIGHTS,
      DIRECTION,
      FROZEN
    }
  }

  /** Fixed numbers: REAL from {@code values}, INTEGER where they are whole and the node says so. */
  record Constant(TensorData data) implements Operation {}

  /** Element by element, one operand. */
  record Unary(UnaryFunction function) implements Operation {}

  /** Element by element, two operands of the node's own shape or broadcast to it as in NumPy. */
  record Binary(BinaryFunction function) implements Operation {}

  /** condition (not 0), a, b: a where the condition holds, b elsewhere; broadcast as in NumPy. */
  record Where() implements Operation {}

  /**
   * a (..., M, K) x b (..., K, N) -> (..., M, N); with a transpose flag the last two dimensions of
   * that operand are swapped. Leading dimensions are equal, or absent from one operand.
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Operation {}

  /** Reduction over axes, which stay with length 1. */
  record Reduce(Reduction reduction, List<Integer> axes) implements Operation {}

  /** The same elements in the node's shape. */
  record Reshape() implements Operation {}

  /** Dimension i of the result is dimension {@code permutation[i]} of the operand. */
  record Permute(List<Integer> permutation) implements Operation {}

  /** Broadcast to the node's shape as in NumPy. */
  record Broadcast() implements Operation {}

  /** Elements start, start + step, ... of each dimension; as many as the node's shape says. */
  record Slice(List<Integer> starts, List<Integer> steps) implements Operation {}

  /**
   * Zeros of the node's shape with the operand written at start, start + step, ...: Slice's
   * adjoint.
   */
  record Unslice(List<Integer> starts, List<Integer> steps) implements Operation {}

  /** Operands one after the other along an axis. */
  record Concat(int axis) implements Operation {}

  /** data, indices (INTEGER): the axis is replaced by the dimensions of the indices. */
  record Gather(int axis) implements Operation {}

  /** updates, indices (INTEGER): zeros of the node's shape with updates added; Gather's adjoint. */
  record ScatterAdd(int axis) implements Operation {}

  /**
   * data, indices (INTEGER, the node's shape, which is data's but for the axis): from each line
   * along the axis the elements that its own indices name.
   */
  record GatherElements(int axis) implements Operation {}

  /**
   * updates, indices (INTEGER, of the same shape): zeros of the node's shape with updates added;
   * GatherElements' adjoint.
   */
  record ScatterAddElements(int axis) implements Operation {}

  /**
   * For each axis of a table its indices (INTEGER, the node's shape) -> INTEGER: indices into the
   * table with all its dimensions in one.
   */
  record FlatIndex(Shape table) implements Operation {}

  /**
   * Along the last axis the indices (INTEGER) of the {@code k} largest elements, the largest first;
   * of equal ones the lower index first.
   */
  record TopIndices(int k) implements Operation {}

  /** Sums of all elements up to each one along an axis, or from each one on where reversed. */
  record CumulativeSum(int axis, boolean reverse) implements Operation {}

  /**
   * One of the three tensors of a convolution, computed from the two others in the order of {@link
   * ConvolutionPart}: x (batch, inputs, spatial...), w (outputs, inputs / groups, kernel...), y
   * (batch, outputs, positions...). All three are the derivatives of one trilinear form, the sum of
   * x w y over everything that a window lets meet, so that each one's derivatives are the others.
   */
  record Convolution(ConvolutionPart part, Window window, int groups) implements Operation {}

  /**
   * x (batch, channels, spatial...) -> INTEGER (batch, channels, positions...): where in its plane
   * each window's largest element lies, the first where there are several; a NaN counts as largest.
   */
  record WindowArgmax(Window window) implements Operation {}

  /** Over the last axis. */
  record Softmax() implements Operation {}

  /** Over the last axis. */
  record LogSoftmax() implements Operation {}

  /** logits (..., C), target (...) INTEGER: -log softmax(logits)[target], shape (...). */
  record SoftmaxCrossEntropy() implements Operation {}

  /** INTEGER (...) -> REAL (..., C), C being the node's last dimension. */
  record OneHot() implements Operation {}

  /** INTEGER -> REAL of the same shape: exact in float32 up to 2^24. */
  record ToReal() implements Operation {}

  /** REAL -> INTEGER of the same shape, rounded towards zero. */
  record ToInteger() implements Operation {}

  /** Functions of one number; those with a kink have the derivative that PyTorch gives them. */
  enum UnaryFunction {
    NEGATE,
    EXP,
    LOG,
    SQRT,
    RECIPROCAL,
    SQUARE,
    ABS,
    SIGN,
    RELU,
    TANH,
    SIGMOID,
    /** log(1 + e^x), without overflow. */
    SOFTPLUS,
    ERF,
    SIN,
    COS,
    ATAN,
    /** Towards minus infinity. */
    FLOOR,
    /** To the nearest whole number, of two equally near ones the even one. */
    ROUND
  }

  /** Functions of two numbers; comparisons give 0 or 1. */
  enum BinaryFunction {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    MAXIMUM,
    MINIMUM,
    EQUAL,
    GREATER
  }

  enum Reduction {
    SUM,
    MAX
  }

  /** The tensors of a convolution. */
  enum ConvolutionPart {
    /** x, from w and y: what ONNX calls ConvTranspose. */
    INPUT,
    /** w, from x and y. */
    WEIGHT,
    /** y, from x and w: what is called a convolution. */
    OUTPUT
  }
}

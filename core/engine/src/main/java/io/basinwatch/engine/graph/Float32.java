package io.basinwatch.engine.graph;

import java.util.Arrays;
import java.util.List;

/**
 * What arithmetic in float32 makes of constants. Those are the numbers of programs in float32, and
 * decide for all programs where whole numbers or truths are made of them: T5 has learned with the
 * buckets that float32 gives its relative positions. What is computed from other numbers than those
 * of float32, from a model's DOUBLE or an operator's own formula, is not rounded.
 */
public final class Float32 {
  /** It has no odd number above: a larger one may be an INTEGER, which has to be exact. */
  private static final int LARGEST_EXACT = 1 << 24;

  private Float32() {}

  /** Whether a small difference between operands can make a large one. */
  static boolean decides(Operation operation, ElementType type) {
    return switch (operation) {
      case Operation.Unary(Operation.UnaryFunction function) ->
          switch (function) {
            case FLOOR, ROUND, SIGN -> true;
            default -> type == ElementType.INTEGER;
          };
      case Operation.Binary(Operation.BinaryFunction function) ->
          switch (function) {
            case EQUAL, GREATER -> true;
            default -> type == ElementType.INTEGER;
          };
      default -> type == ElementType.INTEGER;
    };
  }

  /**
   * @param exact the operation's result with these operands
   */
  static double[] result(
      Operation operation, ElementType type, List<TensorData> operands, double[] exact) {
    boolean rounds =
        type == ElementType.REAL
            && Shapes.isArithmetic(operation)
            && operands.stream().allMatch(data -> holds(data.values()));
    return rounds ? Arrays.stream(exact).map(x -> (float) x).toArray() : exact;
  }

  /** Whether numbers are of float32, so that what is computed from them is rounded to it. */
  public static boolean holds(double... values) {
    return Arrays.stream(values)
        .allMatch(x -> !Double.isFinite(x) || Math.abs(x) <= LARGEST_EXACT && (float) x == x);
  }
}

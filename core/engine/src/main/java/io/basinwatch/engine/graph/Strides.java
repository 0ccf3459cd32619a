package io.basinwatch.engine.graph;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Maps from a row-major position in one tensor to the position in another. */
final class Strides {
  private Strides() {}

  /** Row-major strides of a shape. */
  static int[] of(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.dimension(i);
    }
    return strides;
  }

  /** From a position in {@code to} to the one in {@code from} that is broadcast to it. */
  static IntUnaryOperator broadcast(Shape from, Shape to) {
    int[] own = of(from);
    int added = to.rank() - from.rank();
    int[] strides =
        IntStream.range(0, to.rank())
            .map(i -> i < added || from.dimension(i - added) == 1 ? 0 : own[i - added])
            .toArray();
    return map(to, strides, 0);
  }

  /** From a position in the permuted tensor to the one in {@code from}. */
  static IntUnaryOperator permute(Shape from, List<Integer> permutation) {
    int[] own = of(from);
    int[] strides = permutation.stream().mapToInt(axis -> own[axis]).toArray();
    return map(Shapes.permute(from, permutation), strides, 0);
  }

  /** From a position in the part to the one in the whole. */
  static IntUnaryOperator slice(
      Shape whole, List<Integer> starts, List<Integer> steps, Shape part) {
    int[] own = of(whole);
    int offset = IntStream.range(0, own.length).map(i -> own[i] * starts.get(i)).sum();
    int[] strides = IntStream.range(0, own.length).map(i -> own[i] * steps.get(i)).toArray();
    return map(part, strides, offset);
  }

  /** From a position in a part that begins at {@code start} of an axis to the one in the whole. */
  static IntUnaryOperator along(Shape whole, int axis, int start, Shape part) {
    int[] own = of(whole);
    return map(part, own, own[axis] * start);
  }

  private static IntUnaryOperator map(Shape from, int[] strides, int offset) {
    int[] dimensions = from.dimensions().stream().mapToInt(Integer::intValue).toArray();
    int[] fixed = Arrays.copyOf(strides, strides.length);
    return position -> {
      int rest = position;
      int target = offset;
      for (int i = dimensions.length - 1; i >= 0; i--) {
        target += rest % dimensions[i] * fixed[i];
        rest /= dimensions[i];
      }
      return target;
    };
  }
}

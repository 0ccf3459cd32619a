package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The kernel for an operation that has one of its own. */
final class Specs {
  private Specs() {}

  /** For operations that one kernel computes from the value's inputs as they are. */
  static KernelSpec simple(Value value, Operation operation) {
    Shape shape = value.shape();
    return switch (operation) {
      case Operation.Softmax() -> softmax(shape, false);
      case Operation.LogSoftmax() -> softmax(shape, true);
      case Operation.OneHot() ->
          new KernelSpec.OneHot(value.input(0).shape().elements(), shape.dimension(-1));
      case Operation.ToReal() -> new KernelSpec.ToReal(shape.elements());
      case Operation.ToInteger() -> new KernelSpec.ToInteger(shape.elements());
      case Operation.FlatIndex(Shape table) ->
          new KernelSpec.FlatIndex(shape.elements(), table.dimensions());
      case Operation.TopIndices(int k) -> {
        Shape rows = value.input(0).shape();
        yield new KernelSpec.TopIndices(before(rows, rows.rank() - 1), rows.dimension(-1), k);
      }
      case Operation.CumulativeSum(int axis, boolean reverse) ->
          new KernelSpec.CumulativeSum(
              before(shape, axis), shape.dimension(axis), after(shape, axis), reverse);
      case Operation.GatherElements(int axis) -> gatherElements(value, axis);
      case Operation.ScatterAddElements(int axis) -> scatterAddElements(value, axis);
      case Operation.Convolution convolution -> Convolutions.spec(value, convolution);
      case Operation.WindowArgmax(Window window) -> Convolutions.argmax(value, window);
      case Operation.Permute(List<Integer> axes) -> permute(value, axes);
      case Operation.Broadcast() ->
          copy(value, View.broadcast(value.input(0).shape(), shape), whole(shape), 0);
      case Operation.Slice slice -> copy(value, view(value, slice), whole(shape), 0);
      case Operation.Unslice(List<Integer> starts, List<Integer> steps) -> {
        Shape part = value.input(0).shape();
        yield copy(value, whole(part), strided(shape, starts, steps, part), shape.elements());
      }
      default -> throw new IllegalStateException("no kernel for " + operation);
    };
  }

  /** A slice as a walk over its input. */
  static View view(Value value, Operation.Slice slice) {
    return strided(value.input(0).shape(), slice.starts(), slice.steps(), value.shape());
  }

  static KernelSpec gather(Value value, int axis) {
    Shape data = value.input(0).shape();
    int count = value.input(1).shape().elements();
    return new KernelSpec.Gather(
        value.type(), before(data, axis), data.dimension(axis), count, after(data, axis));
  }

  static KernelSpec scatterAdd(Value value, int axis) {
    Shape shape = value.shape();
    int count = value.input(1).shape().elements();
    return new KernelSpec.ScatterAdd(
        before(shape, axis), shape.dimension(axis), count, after(shape, axis));
  }

  private static KernelSpec gatherElements(Value value, int axis) {
    Shape data = value.input(0).shape();
    int count = value.shape().dimension(axis);
    return new KernelSpec.GatherElements(
        value.type(), before(data, axis), data.dimension(axis), count, after(data, axis));
  }

  private static KernelSpec scatterAddElements(Value value, int axis) {
    Shape shape = value.shape();
    int count = value.input(0).shape().dimension(axis);
    return new KernelSpec.ScatterAddElements(
        before(shape, axis), shape.dimension(axis), count, after(shape, axis));
  }

  /** Writes a part of a concatenation. */
  static KernelSpec part(Value part, Value whole, int axis, int start) {
    View to =
        new View(
            part.shape().dimensions(),
            View.rowMajor(whole.shape()),
            start * after(whole.shape(), axis));
    return copy(part, whole(part.shape()), to, 0);
  }

  /** Reductions over runs of neighbouring axes, the last run first. */
  static List<KernelSpec.Reduce> reductions(Shape shape, Operation.Reduce reduce) {
    List<Integer> sizes = new ArrayList<>(shape.dimensions());
    List<KernelSpec.Reduce> specs = new ArrayList<>();
    int axis = shape.rank() - 1;
    while (axis >= 0) {
      int end = axis + 1;
      while (axis >= 0 && reduce.axes().contains(axis)) {
        axis--;
      }
      if (axis + 1 < end) {
        int outer = product(sizes, 0, axis + 1);
        int reduced = product(sizes, axis + 1, end);
        specs.add(
            new KernelSpec.Reduce(
                reduce.reduction(), outer, reduced, product(sizes, end, sizes.size())));
        IntStream.range(axis + 1, end).forEach(i -> sizes.set(i, 1));
      } else {
        axis--;
      }
    }
    return specs;
  }

  private static KernelSpec softmax(Shape shape, boolean logarithm) {
    int columns = shape.dimension(-1);
    return new KernelSpec.Softmax(before(shape, shape.rank() - 1), columns, logarithm);
  }

  private static KernelSpec permute(Value value, List<Integer> axes) {
    List<Integer> own = View.rowMajor(value.input(0).shape());
    List<Integer> strides = axes.stream().map(own::get).toList();
    return copy(value, new View(value.shape().dimensions(), strides, 0), whole(value.shape()), 0);
  }

  private static View strided(Shape shape, List<Integer> starts, List<Integer> steps, Shape part) {
    List<Integer> own = View.rowMajor(shape);
    int offset = IntStream.range(0, own.size()).map(i -> own.get(i) * starts.get(i)).sum();
    List<Integer> strides =
        IntStream.range(0, own.size()).mapToObj(i -> own.get(i) * steps.get(i)).toList();
    return new View(part.dimensions(), strides, offset);
  }

  private static View whole(Shape shape) {
    return new View(shape.dimensions(), View.rowMajor(shape), 0);
  }

  private static KernelSpec copy(Value value, View from, View to, int zeroed) {
    return new KernelSpec.Copy(value.type(), from, to, zeroed);
  }

  private static int before(Shape shape, int axis) {
    return product(shape.dimensions(), 0, axis);
  }

  private static int after(Shape shape, int axis) {
    return product(shape.dimensions(), axis + 1, shape.rank());
  }

  private static int product(List<Integer> sizes, int from, int to) {
    return sizes.subList(from, to).stream().reduce(1, Math::multiplyExact);
  }
}

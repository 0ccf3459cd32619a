package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every operation on operands of awkward shapes. */
final class OperationCases {
  private OperationCases() {}

  static Stream<OperationCase> all() {
    return Stream.of(
            unaryCases(),
            binaryCases(),
            matMulCases(),
            layoutCases(),
            indexCases(),
            Stream.of(slices()),
            elementCases(),
            rowCases(),
            ConvolutionCases.all())
        .flatMap(cases -> cases);
  }

  private static Stream<OperationCase> unaryCases() {
    return Arrays.stream(UnaryFunction.values())
        .map(
            function -> {
              boolean positive =
                  function == UnaryFunction.LOG
                      || function == UnaryFunction.SQRT
                      || function == UnaryFunction.RECIPROCAL;
              return new OperationCase(
                  function.name(),
                  List.of(Shape.of(3, 5)),
                  positive ? .5 : -2,
                  2,
                  (b, x) -> b.unary(function, x.getFirst()));
            });
  }

  private static Stream<OperationCase> binaryCases() {
    List<List<Shape>> shapes =
        List.of(
            List.of(Shape.of(2, 3), Shape.of(2, 3)),
            List.of(Shape.of(4, 1, 3), Shape.of(2, 1)),
            List.of(Shape.of(), Shape.of(7)));
    return Arrays.stream(BinaryFunction.values())
        .flatMap(
            function ->
                shapes.stream()
                    .map(
                        operands ->
                            new OperationCase(
                                function + " " + operands,
                                operands,
                                .5,
                                2,
                                (b, x) -> b.binary(function, x.get(0), x.get(1)))));
  }

  /** Slices of one value: neighbours, an overlap, a gap, and bands of two axes. */
  private static OperationCase slices() {
    return new OperationCase(
        "slices",
        List.of(Shape.of(4, 6)),
        -2,
        2,
        (b, x) -> {
          Node all = x.getFirst();
          Node y = b.slice(all, List.of(0, 0), List.of(1, 1), Shape.of(4, 2));
          y = b.multiply(y, b.slice(all, List.of(0, 2), List.of(1, 1), Shape.of(4, 2)));
          y = b.multiply(y, b.slice(all, List.of(0, 1), List.of(1, 1), Shape.of(4, 2)));
          y = b.multiply(y, b.slice(all, List.of(0, 5), List.of(1, -1), Shape.of(4, 2)));
          Node row = b.slice(all, List.of(2, 0), List.of(1, 1), Shape.of(1, 6));
          return b.multiply(y, b.slice(row, List.of(0, 0), List.of(1, 3), Shape.of(1, 2)));
        });
  }

  private static Stream<OperationCase> matMulCases() {
    return IntStream.range(0, 4)
        .mapToObj(flags -> new boolean[] {(flags & 1) != 0, (flags & 2) != 0})
        .flatMap(
            flags ->
                Stream.of(
                    matMul(flags, List.of(), List.of()),
                    matMul(flags, List.of(2, 3), List.of(2, 3)),
                    matMul(flags, List.of(3), List.of()),
                    matMul(flags, List.of(), List.of(3)),
                    matMul(flags, List.of(2, 1), List.of(3))));
  }

  private static OperationCase matMul(
      boolean[] flags, List<Integer> leadingA, List<Integer> leadingB) {
    Shape a = matrix(leadingA, flags[0] ? List.of(5, 2) : List.of(2, 5));
    Shape b = matrix(leadingB, flags[1] ? List.of(3, 5) : List.of(5, 3));
    return new OperationCase(
        "MATMUL %s%s x %s%s".formatted(a, flags[0] ? "'" : "", b, flags[1] ? "'" : ""),
        List.of(a, b),
        -1,
        1,
        (builder, x) -> builder.matMul(x.get(0), x.get(1), flags[0], flags[1]));
  }

  private static Shape matrix(List<Integer> leading, List<Integer> matrix) {
    return new Shape(Stream.concat(leading.stream(), matrix.stream()).toList());
  }

  private static Stream<OperationCase> layoutCases() {
    List<Shape> one = List.of(Shape.of(3, 4, 2));
    List<Integer> starts = List.of(2, 0, 1);
    List<Integer> steps = List.of(-2, 3, 1);
    return Stream.of(
        new OperationCase("SUM", one, -1, 1, (b, x) -> b.sum(x.getFirst(), List.of(0, 2))),
        new OperationCase(
            "MAX", one, -1, 1, (b, x) -> b.reduce(Reduction.MAX, x.getFirst(), List.of(1))),
        new OperationCase("RESHAPE", one, -1, 1, (b, x) -> b.reshape(x.getFirst(), Shape.of(6, 4))),
        new OperationCase(
            "PERMUTE", one, -1, 1, (b, x) -> b.permute(x.getFirst(), List.of(2, 0, 1))),
        new OperationCase(
            "BROADCAST",
            List.of(Shape.of(3, 1)),
            -1,
            1,
            (b, x) -> b.broadcast(x.getFirst(), Shape.of(2, 3, 4))),
        new OperationCase(
            "SLICE", one, -1, 1, (b, x) -> b.slice(x.getFirst(), starts, steps, Shape.of(2, 2, 1))),
        new OperationCase(
            "UNSLICE",
            List.of(Shape.of(2, 2, 1)),
            -1,
            1,
            (b, x) -> b.unslice(x.getFirst(), starts, steps, Shape.of(3, 4, 2))),
        new OperationCase(
            "CONCAT",
            List.of(Shape.of(2, 3), Shape.of(2, 1), Shape.of(2, 2)),
            -1,
            1,
            (b, x) -> b.concat(x, 1)),
        new OperationCase(
            "WHERE",
            List.of(Shape.of(2, 3), Shape.of(3)),
            -1,
            1,
            (b, x) -> b.where(truth(b), x.get(0), x.get(1))));
  }

  private static Node truth(GraphBuilder builder) {
    return builder.constant(ElementType.REAL, new TensorData(Shape.of(2, 1), new double[] {1, 0}));
  }

  private static Stream<OperationCase> indexCases() {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(
            axis ->
                Stream.of(
                    new OperationCase(
                        "GATHER " + axis,
                        List.of(Shape.of(3, 4, 3)),
                        -1,
                        1,
                        (b, x) -> b.gather(x.getFirst(), indices(b, 2, 0, 2, 1), axis)),
                    new OperationCase(
                        "SCATTER_ADD " + axis,
                        List.of(scatterShape(axis)),
                        -1,
                        1,
                        (b, x) ->
                            b.scatterAdd(
                                x.getFirst(), indices(b, 2, 0, 2, 1), axis, Shape.of(3, 4, 3)))));
  }

  private static Stream<OperationCase> elementCases() {
    Shape whole = Shape.of(3, 4, 3);
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(
            axis ->
                Stream.of(
                    new OperationCase(
                        "GATHER_ELEMENTS " + axis,
                        List.of(whole),
                        -1,
                        1,
                        (b, x) -> b.gatherElements(x.getFirst(), elements(b, axis), axis)),
                    new OperationCase(
                        "SCATTER_ADD_ELEMENTS " + axis,
                        List.of(along(axis, 2)),
                        -1,
                        1,
                        (b, x) ->
                            b.scatterAddElements(x.getFirst(), elements(b, axis), axis, whole)),
                    new OperationCase(
                        "CUMULATIVE_SUM " + axis,
                        List.of(whole),
                        -1,
                        1,
                        (b, x) ->
                            b.add(
                                b.cumulativeSum(x.getFirst(), axis, false),
                                b.cumulativeSum(b.scale(2, x.getFirst()), axis, true))),
                    new OperationCase(
                        "TOP_INDICES, TO_INTEGER " + axis,
                        List.of(whole),
                        -1,
                        1,
                        (b, x) -> b.gatherElements(x.getFirst(), top(b, x.getFirst(), axis), 2)),
                    new OperationCase(
                        "FLAT_INDEX " + axis,
                        List.of(whole),
                        -1,
                        1,
                        (b, x) -> {
                          Node last = top(b, x.getFirst(), axis);
                          Node flat = b.flatIndex(List.of(last, last, last), whole);
                          return b.gather(b.reshape(x.getFirst(), Shape.of(36)), flat, 0);
                        })));
  }

  /** Indices (3, 4, 3) but for 2 along the axis, from -3 to 2. */
  private static Node elements(GraphBuilder builder, int axis) {
    Shape shape = along(axis, 2);
    double[] values =
        IntStream.range(0, shape.elements()).mapToDouble(i -> i * 5 % 6 - 3).toArray();
    return builder.constant(ElementType.INTEGER, new TensorData(shape, values));
  }

  private static Shape along(int axis, int length) {
    List<Integer> dimensions = new ArrayList<>(List.of(3, 4, 3));
    dimensions.set(axis, length);
    return new Shape(dimensions);
  }

  /** The last k + 1 of the largest, computed with. */
  private static Node top(GraphBuilder builder, Node x, int k) {
    Node indices = builder.topIndices(x, k + 1);
    return builder.subtract(
        indices,
        builder.constant(ElementType.INTEGER, new TensorData(Shape.of(), new double[] {3})));
  }

  private static Shape scatterShape(int axis) {
    List<Integer> dimensions = new ArrayList<>(List.of(3, 4, 3));
    dimensions.set(axis, 2);
    dimensions.add(axis, 2);
    return new Shape(dimensions);
  }

  private static Node indices(GraphBuilder builder, double... values) {
    return builder.constant(
        ElementType.INTEGER, new TensorData(Shape.of(2, values.length / 2), values));
  }

  private static Stream<OperationCase> rowCases() {
    List<Shape> logits = List.of(Shape.of(2, 2, 5));
    return Stream.of(
        new OperationCase("SOFTMAX", logits, -2, 2, (b, x) -> b.softmax(x.getFirst())),
        new OperationCase("LOG_SOFTMAX", logits, -2, 2, (b, x) -> b.logSoftmax(x.getFirst())),
        new OperationCase(
            "SOFTMAX_CROSS_ENTROPY",
            logits,
            -2,
            2,
            (b, x) -> b.softmaxCrossEntropy(x.getFirst(), indices(b, 3, 0, 4, 1))));
  }
}

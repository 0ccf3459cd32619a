package io.basinwatch.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation: the derivative along a random direction against a central difference of the
 * function, and the second derivative against one of the gradient.
 */
class DerivativeRulesTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final long SEED = Long.getLong("basinwatch.test.seed", 20261124);

  /** A function of operands that are slices of the weights. */
  record Case(String name, List<Shape> operands, double from, double to, Function function) {
    interface Function {
      Node apply(GraphBuilder builder, List<Node> operands);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            unaryCases(), binaryCases(), matMulCases(), layoutCases(), indexCases(), rowCases())
        .flatMap(cases -> cases);
  }

  private static Stream<Case> unaryCases() {
    return Arrays.stream(UnaryFunction.values())
        .map(
            function -> {
              boolean positive =
                  function == UnaryFunction.LOG
                      || function == UnaryFunction.SQRT
                      || function == UnaryFunction.RECIPROCAL;
              return new Case(
                  function.name(),
                  List.of(Shape.of(3, 5)),
                  positive ? .5 : -2,
                  2,
                  (b, x) -> b.unary(function, x.getFirst()));
            });
  }

  private static Stream<Case> binaryCases() {
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
                            new Case(
                                function + " " + operands,
                                operands,
                                .5,
                                2,
                                (b, x) -> b.binary(function, x.get(0), x.get(1)))));
  }

  private static Stream<Case> matMulCases() {
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

  private static Case matMul(boolean[] flags, List<Integer> leadingA, List<Integer> leadingB) {
    Shape a = matrix(leadingA, flags[0] ? List.of(5, 2) : List.of(2, 5));
    Shape b = matrix(leadingB, flags[1] ? List.of(3, 5) : List.of(5, 3));
    return new Case(
        "MATMUL %s%s x %s%s".formatted(a, flags[0] ? "'" : "", b, flags[1] ? "'" : ""),
        List.of(a, b),
        -1,
        1,
        (builder, x) -> builder.matMul(x.get(0), x.get(1), flags[0], flags[1]));
  }

  private static Shape matrix(List<Integer> leading, List<Integer> matrix) {
    return new Shape(Stream.concat(leading.stream(), matrix.stream()).toList());
  }

  private static Stream<Case> layoutCases() {
    List<Shape> one = List.of(Shape.of(3, 4, 2));
    List<Integer> starts = List.of(2, 0, 1);
    List<Integer> steps = List.of(-2, 3, 1);
    return Stream.of(
        new Case("SUM", one, -1, 1, (b, x) -> b.sum(x.getFirst(), List.of(0, 2))),
        new Case("MAX", one, -1, 1, (b, x) -> b.reduce(Reduction.MAX, x.getFirst(), List.of(1))),
        new Case("RESHAPE", one, -1, 1, (b, x) -> b.reshape(x.getFirst(), Shape.of(6, 4))),
        new Case("PERMUTE", one, -1, 1, (b, x) -> b.permute(x.getFirst(), List.of(2, 0, 1))),
        new Case(
            "BROADCAST",
            List.of(Shape.of(3, 1)),
            -1,
            1,
            (b, x) -> b.broadcast(x.getFirst(), Shape.of(2, 3, 4))),
        new Case(
            "SLICE", one, -1, 1, (b, x) -> b.slice(x.getFirst(), starts, steps, Shape.of(2, 2, 1))),
        new Case(
            "UNSLICE",
            List.of(Shape.of(2, 2, 1)),
            -1,
            1,
            (b, x) -> b.unslice(x.getFirst(), starts, steps, Shape.of(3, 4, 2))),
        new Case(
            "CONCAT",
            List.of(Shape.of(2, 3), Shape.of(2, 1), Shape.of(2, 2)),
            -1,
            1,
            (b, x) -> b.concat(x, 1)),
        new Case(
            "WHERE",
            List.of(Shape.of(2, 3), Shape.of(3)),
            -1,
            1,
            (b, x) -> b.where(truth(b), x.get(0), x.get(1))));
  }

  private static Node truth(GraphBuilder builder) {
    return builder.constant(ElementType.REAL, new TensorData(Shape.of(2, 1), new double[] {1, 0}));
  }

  private static Stream<Case> indexCases() {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(
            axis ->
                Stream.of(
                    new Case(
                        "GATHER " + axis,
                        List.of(Shape.of(3, 4, 3)),
                        -1,
                        1,
                        (b, x) -> b.gather(x.getFirst(), indices(b, 2, 0, 2, 1), axis)),
                    new Case(
                        "SCATTER_ADD " + axis,
                        List.of(scatterShape(axis)),
                        -1,
                        1,
                        (b, x) ->
                            b.scatterAdd(
                                x.getFirst(), indices(b, 2, 0, 2, 1), axis, Shape.of(3, 4, 3)))));
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

  private static Stream<Case> rowCases() {
    List<Shape> logits = List.of(Shape.of(2, 2, 5));
    return Stream.of(
        new Case("SOFTMAX", logits, -2, 2, (b, x) -> b.softmax(x.getFirst())),
        new Case("LOG_SOFTMAX", logits, -2, 2, (b, x) -> b.logSoftmax(x.getFirst())),
        new Case(
            "SOFTMAX_CROSS_ENTROPY",
            logits,
            -2,
            2,
            (b, x) -> b.softmaxCrossEntropy(x.getFirst(), indices(b, 3, 0, 4, 1))));
  }

  /** s(w) = sum_i c_i sin-like(y_i(w)), so that the second derivative sees the first. */
  private static final class Subject {
    final double[] w;
    final double[] v;
    final Node output;
    final List<Node> gradients;
    final List<Node> products;

    Subject(Case subject, Random random) {
      int size = subject.operands().stream().mapToInt(Shape::elements).sum();
      w = random.doubles(size, subject.from(), subject.to()).toArray();
      v = random.doubles(size, -1, 1).toArray();
      GraphBuilder b = new GraphBuilder();
      List<Node> operands = parameters(b, subject.operands(), Space.WEIGHTS);
      List<Node> directions = parameters(b, subject.operands(), Space.DIRECTION);
      Node y = subject.function().apply(b, operands);
      double[] weights = random.doubles(y.shape().elements(), -1, 1).toArray();
      Node c = b.constant(ElementType.REAL, new TensorData(y.shape(), weights));
      output = b.sumAll(b.multiply(c, b.unary(UnaryFunction.TANH, y)));
      gradients = Gradients.of(b, output, b.scalar(1), operands);
      Node slope = b.scalar(0);
      for (int i = 0; i < operands.size(); i++) {
        slope = b.add(slope, b.sumAll(b.multiply(gradients.get(i), directions.get(i))));
      }
      products = Gradients.of(b, slope, b.scalar(1), operands);
    }

    private static List<Node> parameters(GraphBuilder b, List<Shape> shapes, Space space) {
      List<Node> nodes = new ArrayList<>();
      int offset = 0;
      for (Shape shape : shapes) {
        nodes.add(b.parameter(space, "x" + nodes.size(), offset, shape));
        offset += shape.elements();
      }
      return nodes;
    }

    double[] flat(List<Node> nodes, double[] at) {
      return nodes.stream()
          .flatMapToDouble(node -> Arrays.stream(new Evaluator(Map.of(), at, v).evaluate(node)))
          .toArray();
    }

    double[] moved(double distance) {
      return IntStream.range(0, w.length).mapToDouble(i -> w[i] + distance * v[i]).toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientAlongADirectionIsTheSlope(Case operation) {
    // Given
    Subject subject = new Subject(operation, new Random(SEED));
    // When
    double[] gradient = subject.flat(subject.gradients, subject.w);
    double slope =
        IntStream.range(0, gradient.length).mapToDouble(i -> gradient[i] * subject.v[i]).sum();
    double ahead = subject.flat(List.of(subject.output), subject.moved(STEP))[0];
    double behind = subject.flat(List.of(subject.output), subject.moved(-STEP))[0];
    // Then
    assertThat(slope)
        .as("seed %d", SEED)
        .isCloseTo((ahead - behind) / (2 * STEP), within(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void secondDerivativeIsTheSlopeOfTheGradient(Case operation) {
    // Given
    Subject subject = new Subject(operation, new Random(SEED));
    // When
    double[] product = subject.flat(subject.products, subject.w);
    double[] ahead = subject.flat(subject.gradients, subject.moved(STEP));
    double[] behind = subject.flat(subject.gradients, subject.moved(-STEP));
    // Then
    for (int i = 0; i < product.length; i++) {
      assertThat(product[i])
          .as("element %d, seed %d", i, SEED)
          .isCloseTo((ahead[i] - behind[i]) / (2 * STEP), within(TOLERANCE));
    }
  }
}

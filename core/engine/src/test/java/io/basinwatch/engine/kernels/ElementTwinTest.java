package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of elements, and programs of them, beside their scalar float64 twins. */
class ElementTwinTest extends Twins {

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void functionsOfOneNumber(UnaryFunction function) {
    boolean positive =
        function == UnaryFunction.LOG
            || function == UnaryFunction.SQRT
            || function == UnaryFunction.RECIPROCAL;
    for (int n : new int[] {1, 7, 8, 9, 511, 512, 1031}) {
      // Given
      double[] x = reals(n);
      for (int i = 0; i < n; i++) {
        x[i] = positive ? Math.abs(x[i]) + 0x1p-6 : 4 * x[i];
      }
      x[n - 1] = positive ? 1 : 0;

      // When // Then
      assertTwins(elementwise(n, new Instruction.Unary(function, 0)), List.of(x), 8, n);
    }
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void functionsAtTheirLimits(UnaryFunction function) {
    // Given: the same numbers in every lane, so that the vector's body sees them
    for (double limit :
        new double[] {
          0,
          -0.0,
          1,
          -1,
          0x1p-130,
          0x1p-149,
          88.7,
          88.8,
          100,
          -87,
          -100,
          -104,
          -150,
          1e30,
          -1e30,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.NaN
        }) {
      double[] x = new double[64];
      Arrays.fill(x, (float) limit);
      KernelSpec spec = elementwise(x.length, new Instruction.Unary(function, 0));

      // When
      float expected =
          (float) run(new ReferenceKernels(), spec, List.of(x), false, 64).getFirst()[0];
      double actual = run(new CpuKernels(), spec, List.of(x), false, 64).getFirst()[0];

      // Then
      if (Float.isFinite(expected)) {
        assertThat(actual)
            .as("%s(%s)", function, limit)
            .isCloseTo(expected, within(Math.max(4.0 * Math.ulp(expected), Float.MIN_NORMAL)));
      } else {
        assertThat(Double.valueOf(actual))
            .as("%s(%s)", function, limit)
            .isEqualTo(Double.valueOf(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryFunction.class)
  void functionsOfTwoNumbers(BinaryFunction function) {
    for (int n : new int[] {1, 7, 9, 513, 1031}) {
      // Given
      double[] a = reals(n);
      double[] b = reals(n);
      for (int i = 0; i < n; i++) {
        a[i] = function == BinaryFunction.POWER ? Math.abs(a[i]) : a[i];
        b[i] = i % 3 == 0 ? a[i] : b[i] + Math.copySign(0.25, b[i]);
      }

      // When // Then
      assertTwins(elementwise(n, new Instruction.Binary(function, 0, 1)), List.of(a, b), 16, n);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 10, 61})
  void programsWithBroadcastOperands(int columns) {
    // Given: where(x > row, x * column + scalar, strided) over (13, 5, columns)
    Shape shape = Shape.of(13, 5, columns);
    List<Shape> shapes =
        List.of(shape, Shape.of(columns), Shape.of(5, 1), Shape.of(), Shape.of(13, 1, columns));
    List<View> views = shapes.stream().map(s -> View.broadcast(s, shape).merged()).toList();
    List<Instruction> program =
        List.of(
            new Instruction.Binary(BinaryFunction.GREATER, 0, 1),
            new Instruction.Binary(BinaryFunction.MULTIPLY, 0, 2),
            new Instruction.Binary(BinaryFunction.ADD, 6, 3),
            new Instruction.Where(5, 7, 4));
    KernelSpec spec =
        new KernelSpec.Elementwise(shape.elements(), views, new ElementProgram(5, program));

    // When // Then
    assertTwins(spec, shapes.stream().map(s -> reals(s.elements())).toList(), 8, shape.elements());
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "40, 17", "9, 192", "3, 1024", "2, 1031", "300, 33"})
  void elementwiseSums(int rows, int columns) {
    // Given
    int n = rows * columns;
    List<View> views =
        List.of(
            View.whole(n),
            View.broadcast(Shape.of(rows, 1), Shape.of(rows, columns)).merged(),
            View.broadcast(Shape.of(columns), Shape.of(rows, columns)).merged());
    ElementProgram program =
        new ElementProgram(
            3,
            List.of(
                new Instruction.Binary(BinaryFunction.MULTIPLY, 0, 1),
                new Instruction.Binary(BinaryFunction.ADD, 3, 2),
                new Instruction.Unary(UnaryFunction.SQUARE, 4)));
    KernelSpec spec =
        new KernelSpec.Elementwise(
            n,
            views,
            program,
            columns,
            List.of(
                new Result(5, Result.Form.ALL),
                new Result(3, Result.Form.ALL),
                new Result(4, Result.Form.ROW_SUMS),
                new Result(5, Result.Form.COLUMN_SUMS)));

    // When // Then
    assertTwins(
        spec,
        List.of(reals(n), reals(rows), reals(columns)),
        4 * Math.max(rows, columns),
        n,
        n,
        rows,
        columns);
  }

  private static KernelSpec elementwise(int n, Instruction instruction) {
    int inputs = instruction instanceof Instruction.Unary ? 1 : 2;
    return new KernelSpec.Elementwise(
        n,
        Collections.nCopies(inputs, View.whole(n)),
        new ElementProgram(inputs, List.of(instruction)));
  }
}

package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every float32 kernel of the cpu beside its scalar float64 twin, on the same float32 numbers. */
class KernelTwinTest {
  private static final double EPSILON = 0x1p-24;

  private final RandomStream random = RandomStream.of(20, 26);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 8, 3",
    "5, 7, 4",
    "6, 8, 1",
    "6, 9, 2",
    "7, 15, 8",
    "13, 16, 10",
    "17, 17, 17",
    "64, 10, 32",
    "31, 33, 7",
    "67, 65, 63",
    "83, 85, 87",
    "13, 200, 211",
    "83, 85, 600",
    "41, 97, 1000",
    "800, 33, 40",
    "1031, 62, 40",
    "43, 62, 520",
  })
  void matrixProducts(int m, int n, int k) {
    for (int flags = 0; flags < 16; flags++) {
      for (Epilogue epilogue : Epilogue.values()) {
        // Given
        boolean sharedA = (flags & 4) != 0;
        boolean sharedB = (flags & 8) != 0;
        KernelSpec spec =
            new KernelSpec.Gemm(
                2, m, n, k, (flags & 1) != 0, (flags & 2) != 0, sharedA, sharedB, epilogue);
        List<Object> inputs = new ArrayList<>();
        inputs.add(reals((sharedA ? 1 : 2) * m * k));
        inputs.add(reals((sharedB ? 1 : 2) * k * n));
        if (epilogue != Epilogue.NONE) {
          inputs.add(reals(epilogue == Epilogue.MASK ? 2 * m * n : n));
        }

        // When // Then
        assertTwins(spec, inputs, 8 * k, 2 * m * n);
      }
    }
  }

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
  @ValueSource(ints = {1, 3, 8, 10, 61})
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

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 1031, 1", "7, 9, 1", "1, 13, 33", "3, 5, 7", "2, 17, 64", "5, 1, 8"})
  void reductions(int outer, int reduced, int inner) {
    for (Reduction reduction : Reduction.values()) {
      // Given
      KernelSpec spec = new KernelSpec.Reduce(reduction, outer, reduced, inner);

      // When // Then
      assertTwins(spec, List.of(reals(outer * reduced * inner)), 4 * reduced, outer * inner);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 2", "3, 7", "4, 8", "9, 9", "64, 10", "2, 1031"})
  void softmaxes(int rows, int columns) {
    for (boolean logarithm : new boolean[] {false, true}) {
      // Given
      double[] logits = reals(rows * columns);
      logits[0] = 90; // the others of its row nearly vanish

      // When // Then
      KernelSpec spec = new KernelSpec.Softmax(rows, columns, logarithm);
      assertTwins(spec, List.of(logits), 400, rows * columns);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 2", "3, 7", "8, 8", "9, 9", "64, 10", "17, 131", "3, 1031"})
  void crossEntropies(int rows, int columns) {
    // Given
    double[] logits = reals(rows * columns);
    int[] target = integers(rows, columns);

    // When // Then
    assertTwins(
        new KernelSpec.CrossEntropy(rows, columns, false, false),
        List.of(logits, target),
        64,
        rows);
    assertTwins(
        new KernelSpec.CrossEntropy(rows, columns, true, false),
        List.of(logits, target, reals(rows)),
        64,
        rows,
        rows * columns);
    assertTwins(
        new KernelSpec.CrossEntropy(rows, columns, true, true),
        List.of(logits, target, reals(1)),
        64,
        rows,
        rows * columns);
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 9, 1", "1, 5, 3, 7", "3, 4, 6, 8", "2, 7, 5, 19"})
  void rowsByIndex(int outer, int length, int count, int inner) {
    // Given
    int[] indices = integers(count, length);
    double[] data = reals(outer * length * inner);
    double[] updates = reals(outer * count * inner);

    // When // Then
    assertTwins(
        new KernelSpec.Gather(ElementType.REAL, outer, length, count, inner),
        List.of(data, indices),
        0,
        outer * count * inner);
    assertTwins(
        new KernelSpec.ScatterAdd(outer, length, count, inner),
        List.of(updates, indices),
        8 * count,
        outer * length * inner);
    assertTwins(new KernelSpec.OneHot(count, length), List.of(indices), 0, count * length);
    assertTwins(new KernelSpec.ToReal(count), List.of(indices), 0, count);
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 9, 1", "1, 5, 3, 7", "3, 4, 6, 8", "2, 7, 5, 19"})
  void elementsByIndex(int outer, int length, int count, int inner) {
    // Given
    int[] indices = integers(outer * count * inner, length);
    indices[0] -= length;
    double[] data = reals(outer * length * inner);
    double[] updates = reals(outer * count * inner);

    // When // Then
    assertTwins(
        new KernelSpec.GatherElements(ElementType.REAL, outer, length, count, inner),
        List.of(data, indices),
        0,
        outer * count * inner);
    assertTwins(
        new KernelSpec.ScatterAddElements(outer, length, count, inner),
        List.of(updates, indices),
        8 * count,
        outer * length * inner);
    for (boolean reverse : new boolean[] {false, true}) {
      assertTwins(
          new KernelSpec.CumulativeSum(outer, length, inner, reverse),
          List.of(data),
          8 * length,
          outer * length * inner);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 7, 1", "2, 8, 8", "5, 9, 4", "4, 131, 17"})
  void largestOfEachRow(int rows, int columns, int k) {
    // Given: with ties
    double[] x = reals(rows * columns);
    for (int i = 0; i < x.length; i += 2) {
      x[i] = Math.rint(x[i]);
    }
    KernelSpec spec = new KernelSpec.TopIndices(rows, columns, k);

    // When
    double[] expected = run(new ReferenceKernels(), spec, List.of(x), true, rows * k).getFirst();
    double[] actual = run(new CpuKernels(), spec, List.of(x), true, rows * k).getFirst();

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void numbersAreRoundedTowardsZero() {
    // Given
    double[] x = {1.9, -1.9, -0.0, 5, 1 << 24, 1e30, Double.NaN};

    // When // Then
    for (Kernels kernels : List.of(new ReferenceKernels(), new CpuKernels())) {
      assertThat(run(kernels, new KernelSpec.ToInteger(7), List.of(x), true, 7).getFirst())
          .containsExactly(1, -1, 0, 5, 1 << 24, Integer.MAX_VALUE, 0);
    }
  }

  @Test
  void anIndexOutOfRangeIsRefused() {
    for (Kernels kernels : List.of(new ReferenceKernels(), new CpuKernels())) {
      for (int index : new int[] {5, -6}) {
        // Given
        KernelSpec gather = new KernelSpec.Gather(ElementType.REAL, 1, 5, 1, 1);
        List<Object> operands = List.of(new double[5], new int[] {index});

        // When // Then
        assertThatThrownBy(() -> run(kernels, gather, operands, false, 1))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage("model: index %d is out of range for an axis of length 5", index);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16})
  void copiesBetweenStridedPlaces(int size) {
    // Given: a transposition, a reversed slice, and zeros around every second element
    View rows = new View(List.of(3, 5, size), List.of(5 * size, size, 1), 0);
    View transposed = new View(List.of(3, 5, size), List.of(1, 3, 15), 0);
    View reversed = new View(List.of(3, 5, size), List.of(5 * size, -size, 1), 4 * size);
    View spread = new View(List.of(15 * size), List.of(2), 0);
    View flat = View.whole(15 * size);
    double[] data = reals(15 * size);

    // When // Then
    for (View from : List.of(transposed, reversed)) {
      KernelSpec spec = new KernelSpec.Copy(ElementType.REAL, from, rows, 0);
      assertTwins(spec, List.of(data), 0, 15 * size);
    }
    KernelSpec spec = new KernelSpec.Copy(ElementType.REAL, flat, spread, 30 * size);
    assertTwins(spec, List.of(data), 0, 30 * size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 40})
  void wholeNumbersMoveAsTheyAre(int count) {
    // Given
    int[] data = integers(5 * 3, Integer.MAX_VALUE);
    int[] indices = integers(count, 5);
    KernelSpec spec = new KernelSpec.Gather(ElementType.INTEGER, 1, 5, count, 3);

    // When
    double[] moved =
        run(new CpuKernels(), spec, List.of(data, indices), true, 3 * count).getFirst();

    // Then
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i]).isEqualTo(data[indices[i / 3] * 3 + i % 3]);
    }
  }

  private static KernelSpec elementwise(int n, Instruction instruction) {
    int inputs = instruction instanceof Instruction.Unary ? 1 : 2;
    return new KernelSpec.Elementwise(
        n,
        Collections.nCopies(inputs, View.whole(n)),
        new ElementProgram(inputs, List.of(instruction)));
  }

  /**
   * @param roundings that the result may be off by, in units of half a unit in the last place of
   *     the largest number in it, or of 1
   */
  private void assertTwins(KernelSpec spec, List<?> inputs, int roundings, int... outputSizes) {
    List<double[]> expected = run(new ReferenceKernels(), spec, inputs, false, outputSizes);
    List<double[]> actual = run(new CpuKernels(), spec, inputs, false, outputSizes);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(spec, actual.get(i), expected.get(i), roundings);
    }
  }

  private static void assertClose(
      KernelSpec spec, double[] actual, double[] expected, int roundings) {
    for (int i = 0; i < expected.length; i++) {
      double tolerance = roundings * EPSILON * Math.max(1, Math.abs(expected[i]));
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
        assertThat(actual[i])
            .as("%s, element %d", spec, i)
            .isCloseTo(expected[i], within(tolerance));
      }
    }
  }

  private static List<double[]> run(
      Kernels kernels, KernelSpec spec, List<?> inputs, boolean integers, int... sizes) {
    List<Integer> outputs = Arrays.stream(sizes).boxed().toList();
    return KernelRun.of(kernels, spec, inputs, outputs, integers);
  }

  /** Normal numbers. */
  private double[] reals(int size) {
    double[] values = new double[size];
    for (int from = 0; from < size; from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size - from);
      float[] normals = random.normals(count);
      for (int i = 0; i < count; i++) {
        values[from + i] = normals[i];
      }
    }
    return values;
  }

  private int[] integers(int size, int bound) {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(bound);
    }
    return values;
  }
}

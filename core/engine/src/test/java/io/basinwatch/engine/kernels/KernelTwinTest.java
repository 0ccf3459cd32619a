package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every float32 kernel of the cpu beside its scalar float64 twin, on the same float32 numbers. */
class KernelTwinTest extends Twins {
  private static final List<Object> TOO_FAR = List.of(new int[] {0}, new int[] {2});

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
  @CsvSource({
    "1, 1, 1",
    "1, 1031, 1",
    "7, 9, 1",
    "1, 13, 33",
    "3, 5, 7",
    "2, 17, 64",
    "5, 1, 8",
    "2, 0, 1",
    "3, 0, 5",
    "1, 0, 200",
    "0, 3, 4",
    "2, 3, 0"
  })
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
  @CsvSource({
    "1, 1, 1",
    "3, 7, 1",
    "2, 8, 8",
    "5, 9, 4",
    "4, 131, 17",
    "4, 131, 40",
    "2, 999, 999"
  })
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
  void indicesIntoLargeTablesAreExact() {
    // Given
    KernelSpec spec = new KernelSpec.FlatIndex(3, List.of(2, 1024, 50_257));
    List<Object> axes =
        List.of(new int[] {0, 1, -1}, new int[] {1023, 0, -1}, new int[] {50_000, 7, -1});

    // When // Then
    for (Kernels kernels : List.of(new ReferenceKernels(), new CpuKernels())) {
      assertThat(run(kernels, spec, axes, true, 3).getFirst())
          .containsExactly(51_462_911, 51_463_175, 102_926_335);
      assertThatThrownBy(
              () -> run(kernels, new KernelSpec.FlatIndex(1, List.of(3, 2)), TOO_FAR, true, 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("model: index 2 is out of range for an axis of length 2");
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
}

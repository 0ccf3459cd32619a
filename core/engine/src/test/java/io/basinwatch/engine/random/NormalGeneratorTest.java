package io.basinwatch.engine.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.kernels.cpu.VectorNormals;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalGeneratorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 31, 1009, 100_000})
  void vectorisedNumbersAreTheScalarOnesBitForBit(int count) {
    // Given
    Lanes lanes = new Lanes(SplitMix.of(11, count));
    Lanes twins = new Lanes(SplitMix.of(11, count));
    float[] vectorised = new float[count + NormalGenerator.BLOCK];
    float[] scalar = new float[count + NormalGenerator.BLOCK];

    // When
    new VectorNormals().fill(lanes, vectorised, count);
    new ScalarNormals().fill(twins, scalar, count);

    // Then
    assertThat(vectorised).isEqualTo(scalar);
    assertThat(lanes.words()).isEqualTo(twins.words());
  }

  @Test
  void aPairOfNumbersIsTheBoxMullerTransformOfItsWords() {
    // Given
    Lanes lanes = new Lanes(SplitMix.of(12, 0));
    Xoshiro words = new Xoshiro(SplitMix.of(12, 0));
    float[] normals = new float[NormalGenerator.BLOCK * 1000];

    // When
    new ScalarNormals().fill(lanes, normals, normals.length);
    double error =
        IntStream.range(0, 1000)
            .mapToDouble(i -> error(words.next(), words.next(), normals, i))
            .max()
            .orElseThrow();

    // Then
    assertThat(error).isLessThan(2e-6);
  }

  /** Difference of lane 0's numbers of a block from the same arithmetic in float64. */
  private static double error(int a, int b, float[] normals, int block) {
    double r = Math.sqrt(-2 * Math.log(((a >>> 1) + 0.5) * 0x1p-31));
    double s = r * Math.sin(Math.PI / 2 * b * 0x1p-32);
    double c = r * Math.cos(Math.PI / 2 * b * 0x1p-32) * ((b & 2) == 0 ? 1 : -1);
    boolean swap = (b & 1) != 0;
    int at = block * NormalGenerator.BLOCK;
    double first = normals[at] - (swap ? s : c);
    double second = normals[at + Lanes.COUNT] - (swap ? c : s);
    return Math.max(Math.abs(first), Math.abs(second));
  }
}

package io.basinwatch.statistics.diagnostics;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against chains.csv, which chains.py beside it makes with NumPy. */
class ChainsTest {

  /** One case: its name, R-hat, bulk ESS, standard error; then a line for each chain. */
  private record Golden(double rHat, double bulkEss, double standardError, double[][] draws) {}

  @TestFactory
  List<DynamicTest> agreesWithNumpy() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    golden()
        .forEach((name, golden) -> tests.add(DynamicTest.dynamicTest(name, () -> check(golden))));
    assertThat(tests).hasSizeGreaterThanOrEqualTo(6);
    return tests;
  }

  private static void check(Golden golden) {
    // Given
    Chains chains = new Chains(golden.draws);

    // When
    double rHat = chains.rHat();
    double bulkEss = chains.bulkEss();
    double standardError = chains.standardError();

    // Then
    assertThat(rHat).isCloseTo(golden.rHat, within(1e-9 * golden.rHat));
    assertThat(bulkEss).isCloseTo(golden.bulkEss, within(1e-8 * golden.bulkEss));
    assertThat(standardError).isCloseTo(golden.standardError, within(1e-8 * golden.standardError));
  }

  /** Four chains four times as long as they remember, in noise of 16 times their variance. */
  @Test
  void noiseHidesNoAutocorrelation() {
    // Given
    SplittableRandom random = new SplittableRandom(SEED);
    int runs = 300;
    int holding = 0;

    // When
    for (int run = 0; run < runs; run++) {
      double[][] draws = new double[4][];
      Arrays.setAll(draws, _ -> noisyDraws(random, 1176, Math.exp(-1 / 294.0), 4));
      Chains chains = new Chains(draws);
      holding += Math.abs(chains.mean()) <= 1.96 * chains.standardError() ? 1 : 0;
    }

    // Then: 267 +- 5.4 are to be expected; by the autocorrelation of the draws alone it were 221
    assertThat(holding).as("seed %d", SEED).isGreaterThanOrEqualTo(245);
  }

  /** Normal numbers of which each remembers the one before, and others added. */
  private static double[] noisyDraws(
      SplittableRandom random, int count, double correlation, double noise) {
    double[] draws = new double[count];
    double state = random.nextGaussian();
    for (int i = 0; i < count; i++) {
      state *= correlation;
      state += Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
      draws[i] = state + noise * random.nextGaussian();
    }
    return draws;
  }

  @Test
  void normalQuantileInverts() {
    // Given
    double[] probabilities = {1e-12, 1e-4, 0.05, 0.5, 0.8, 0.975, 1 - 1e-9};
    double[] quantiles = { // Python: statistics.NormalDist().inv_cdf
      -7.034483825301131,
      -3.7190164854557084,
      -1.6448536269514726,
      0.0,
      0.8416212335729144,
      1.9599639845400536,
      5.997807019601637
    };

    // When
    double[] computed = Arrays.stream(probabilities).map(NormalQuantile::of).toArray();

    // Then
    for (int i = 0; i < quantiles.length; i++) {
      assertThat(computed[i]).isCloseTo(quantiles[i], within(1e-12));
    }
  }

  private static Map<String, Golden> golden() throws IOException {
    Map<String, Golden> cases = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ChainsTest.class.getResourceAsStream("chains.csv"), StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] header = line.split(",");
        double[][] draws = new double[Integer.parseInt(header[1])][];
        for (int c = 0; c < draws.length; c++) {
          draws[c] =
              Arrays.stream(reader.readLine().split(","))
                  .mapToDouble(Double::parseDouble)
                  .toArray();
        }
        cases.put(
            header[0],
            new Golden(
                Double.parseDouble(header[2]),
                Double.parseDouble(header[3]),
                Double.parseDouble(header[4]),
                draws));
      }
    }
    return cases;
  }
}

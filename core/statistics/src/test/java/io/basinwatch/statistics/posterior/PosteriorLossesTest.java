package io.basinwatch.statistics.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against waic.csv, which waic.py beside it makes with NumPy. */
class PosteriorLossesTest {
  private static final int DRAWS = 1000;
  private static final int SAMPLES = 32;

  private static double[] losses(int s) {
    double[] losses = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double theta = (s * 7919 % 1009) / 1009.0 - 0.3;
      losses[i] = 0.5 + 0.01 * i + theta * theta * (1 + i / 4.0) + s * (i + 1) * 31 % 997 / 997.0;
    }
    return losses;
  }

  private static Map<String, Double> golden() throws IOException {
    Map<String, Double> values = new HashMap<>();
    try (var stream = PosteriorLossesTest.class.getResourceAsStream("waic.csv")) {
      String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
      text.lines()
          .map(line -> line.split(","))
          .forEach(line -> values.put(line[0], Double.parseDouble(line[1])));
    }
    return values;
  }

  @Test
  void waicIsThatOfLoo() throws IOException {
    // Given
    SampleMoments moments = new SampleMoments(SAMPLES);
    for (int s = 0; s < DRAWS; s++) {
      moments.add(losses(s));
    }

    // When
    PosteriorLosses losses = PosteriorLosses.of(moments);

    // Then
    Map<String, Double> golden = golden();
    assertThat(losses.bayes()).isCloseTo(golden.get("bayes"), within(1e-12));
    assertThat(losses.gibbs()).isCloseTo(golden.get("gibbs"), within(1e-12));
    assertThat(SAMPLES * losses.variance()).isCloseTo(golden.get("p_waic"), within(1e-11));
    assertThat(-SAMPLES * losses.waic(1)).isCloseTo(golden.get("elpd_waic"), within(1e-11));
    assertThat(losses.singularFluctuation(SAMPLES))
        .isCloseTo(golden.get("p_waic") / 2, within(1e-11));
  }

  /** Those of all chains are at most 32, or one of each. */
  @ParameterizedTest
  @CsvSource({"1, 8, 128", "4, 8, 128", "5, 6, 256", "6, 5, 256", "32, 1, 1000", "1000, 1, 1000"})
  void batchesChangeNothing(int chains, int most, int length) throws IOException {
    // Given
    Batches batches = new Batches(SAMPLES, chains);

    // When
    for (int s = 0; s < DRAWS; s++) {
      batches.add(losses(s));
    }

    // Then
    PosteriorLosses losses = PosteriorLosses.of(SampleMoments.merged(batches.all()));
    assertThat(batches.all()).hasSizeBetween(most / 2, most);
    assertThat(batches.all().getFirst().draws()).isEqualTo(length);
    assertThat(Batches.bytes(SAMPLES, chains)).isEqualTo(chains * most * SAMPLES * 32L);
    assertThat(-SAMPLES * losses.waic(1)).isCloseTo(golden().get("elpd_waic"), within(1e-11));
  }

  @Test
  void lossesThatAreLargeDoNotOverflow() {
    // Given
    SampleMoments moments = new SampleMoments(1);

    // When
    moments.add(new double[] {5000});
    moments.add(new double[] {4000});
    moments.add(new double[] {6000});

    // Then
    assertThat(moments.predictiveLoss(0)).isCloseTo(4000 + Math.log(3), within(1e-9));
    assertThat(moments.variance(0)).isCloseTo(1e6, within(1e-6));
  }

  /** Of normal losses -ln E exp(-l) is known: minus half their variance. */
  @Test
  void fewDrawsMakeTheBayesLossTooLarge() {
    // Given
    int samples = 4000;
    SampleMoments moments = new SampleMoments(samples);
    for (int s = 0; s < 100; s++) {
      moments.add(Networks.normals(samples, 100 + s));
    }

    // When
    double bias = PosteriorLosses.of(moments).bayes() + 0.5;

    // Then
    assertThat(bias).isBetween(0.004, 0.012);
    assertThat(moments.predictiveBias(100)).isCloseTo(bias, within(0.004));
    assertThat(moments.predictiveBias(1)).isCloseTo(0.5, within(0.05)); // half the variance at most
  }

  /** The error of a mean of independent draws is known. */
  @Test
  void jackknifeFindsTheErrorOfAMean() {
    // Given
    RandomStream random = RandomStream.of(Problems.SEED, 5);
    List<SampleMoments> batches = new ArrayList<>();
    for (int b = 0; b < 64; b++) {
      SampleMoments batch = new SampleMoments(1);
      for (int s = 0; s < 50; s++) {
        batch.add(new double[] {random.nextDouble()});
      }
      batches.add(batch);
    }

    // When
    double error = new Jackknife(batches).standardError(PosteriorLosses::gibbs);
    double none = new Jackknife(batches.subList(0, 3)).standardError(PosteriorLosses::gibbs);

    // Then
    double truth = Math.sqrt(1.0 / 12 / 3200);
    assertThat(error).isBetween(0.75 * truth, 1.3 * truth);
    assertThat(none).isNaN();
  }

  @Test
  void theJackknifeLeavesOutEachBatchOnce() {
    // Given: 7 batches of different lengths
    List<SampleMoments> batches = new ArrayList<>();
    for (int b = 0; b < 7; b++) {
      batches.add(new SampleMoments(SAMPLES));
      for (int s = 0; s < 5 + b; s++) {
        batches.getLast().add(losses(100 * b + s));
      }
    }

    // When
    double error = new Jackknife(batches).standardError(all -> all.waic(1));

    // Then
    double[] without = new double[7];
    for (int b = 0; b < 7; b++) {
      List<SampleMoments> others = new ArrayList<>(batches);
      others.remove(b);
      without[b] = PosteriorLosses.of(SampleMoments.merged(others)).waic(1);
    }
    double mean = Arrays.stream(without).average().orElseThrow();
    double squares = Arrays.stream(without).map(x -> (x - mean) * (x - mean)).sum();
    assertThat(error).isCloseTo(Math.sqrt(squares * 6 / 7), within(1e-12));
  }

  /**
   * y = w + noise, w by m of n samples at n beta = t, so that each counts beta = t/m in the
   * posterior: mean of the Bayes and Gibbs losses on new data, by its Gaussian.
   */
  @Test
  void equationsOfStateHoldWhereTheProbeIsAPartOfTheData() {
    // Given
    int m = 50;
    double t = 1000 / Math.log(1000);
    int sets = 4000;

    // When
    double bayes = 0; // on new data less predicted
    double gibbs = 0;
    double waic = 0;
    for (int set = 0; set < sets; set++) {
      double[] y = Networks.normals(m, 1000 + set);
      double mean = Arrays.stream(y).average().orElseThrow();
      double variance = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum() / m;
      double apart = (1 - variance - mean * mean) / 2; // of the losses of w = 0
      PosteriorLosses train = regression(variance, t);
      PosteriorLosses fresh = regression(1 + mean * mean, t);
      bayes += (fresh.bayes() - apart - train.predictedBayes(t / m)) / sets;
      gibbs += (fresh.gibbs() - apart - train.predictedGibbs(t / m)) / sets;
      waic += (fresh.bayes() - apart - train.waic(t / m)) / sets;
    }

    // Then: the losses themselves are 1/m = 0.02 apart
    assertThat(bayes).as("seed %d", Problems.SEED).isCloseTo(0, within(0.002));
    assertThat(gibbs).isCloseTo(0, within(0.002));
    assertThat(waic).isCloseTo(0, within(0.002));
  }

  /**
   * @param squared mean squared residual at the posterior's mean
   * @param t its precision
   */
  private static PosteriorLosses regression(double squared, double t) {
    double bayes = squared / (1 + 1 / t) / 2 + Math.log1p(1 / t) / 2;
    double gibbs = squared / 2 + 1 / t / 2;
    return new PosteriorLosses(bayes, gibbs, squared / t + 1 / (2 * t * t));
  }
}

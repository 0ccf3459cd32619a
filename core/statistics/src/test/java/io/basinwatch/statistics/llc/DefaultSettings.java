package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.testing.DeepLinear;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.TanhNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The losses of {@link DefaultSettingsTest}, and its golden values: long runs of HMC, which has no
 * discretisation bias, at the n beta and gamma of the defaults. {@code main} prints them.
 */
final class DefaultSettings {
  static final long DATASET_SIZE = 10_000;

  private DefaultSettings() {}

  /** {@code linear:2:5-3-5} (rank, widths) or {@code tanh:4} (hidden units). */
  static LossFunction loss(String name) {
    String[] parts = name.split(":");
    if (parts[0].equals("tanh")) {
      return TanhNetwork.of(Integer.parseInt(parts[1]));
    }
    int[] widths = Arrays.stream(parts[2].split("-")).mapToInt(Integer::parseInt).toArray();
    return DeepLinear.of(Integer.parseInt(parts[1]), widths);
  }

  static Problem problem(LossFunction loss, long seed) {
    return new Problem(loss, Optional.empty(), Optional.empty(), DATASET_SIZE, seed, Workers.of(2));
  }

  public static void main(String[] names) {
    for (String name : names) {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("llc.sampler", "hmc");
      settings.put("llc.leapfrog-steps", "8");
      settings.put("llc.draws", name.startsWith("tanh") ? "10000" : "20000");
      settings.put("llc.steps-between-draws", "4");
      settings.put("llc.burn-in", "20000");
      Object[] flat =
          settings.entrySet().stream()
              .flatMap(one -> Stream.of(one.getKey(), one.getValue()))
              .toArray();
      Estimate estimate = Problems.measure("llc", problem(loss(name), 1), flat);
      System.out.printf(
          "%s, %.3f, %.3f, %s%n",
          name,
          estimate.value().orElseThrow(),
          estimate.standardError().orElseThrow(),
          estimate.number("r-hat"));
    }
  }
}

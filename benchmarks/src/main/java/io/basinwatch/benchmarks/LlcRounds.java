package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic.Series;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Our side of {@code bench llc} and {@code bench calibration}: measures the LLC of a model once for
 * each line of standard input, so that rounds can be interleaved with a peer's, and answers each
 * with a line of JSON, or {@code error:} and why no chain ran. A line is {@code measure} or {@code
 * sample}, of which the second runs the chains alone; a seed; settings as name=value.
 *
 * <p>Arguments: a folder with model.onnx, weights.safetensors and probe.safetensors; its loss; n;
 * threads.
 */
public final class LlcRounds {
  private final LossFunction loss;
  private final long datasetSize;
  private final Workers workers;
  private final Statistic llc = Statistics.byName("llc");
  private final SamplerRounds sampler;

  private LlcRounds(LossFunction loss, long datasetSize, Workers workers) {
    this.loss = loss;
    this.datasetSize = datasetSize;
    this.workers = workers;
    this.sampler = new SamplerRounds(loss, workers);
  }

  public static void main(String[] args) throws IOException {
    ModelFolder folder = new ModelFolder(Path.of(args[0]));
    LossSpec spec = LossSpec.of(Loss.of(args[1]));
    try (LossFunction loss = folder.compile(spec, EngineOptions.DEFAULT)) {
      Workers workers = Workers.of(Integer.parseInt(args[3]));
      LlcRounds rounds = new LlcRounds(loss, Long.parseLong(args[2]), workers);
      System.out.println("ready " + BlasKernel.describe());
      rounds.answer(new BufferedReader(new InputStreamReader(System.in)), System.out);
    }
  }

  private void answer(BufferedReader lines, PrintStream out) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      long seed = Long.parseLong(words[1]);
      out.println(
          words[0].equals("sample")
              ? sample(seed, settings(words))
              : measure(seed, settings(words)));
    }
  }

  private static Settings settings(String[] words) {
    Map<String, String> values = new TreeMap<>();
    for (String word : Arrays.asList(words).subList(2, words.length)) {
      String[] pair = word.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return new Settings(values);
  }

  private String sample(long seed, Settings settings) {
    SamplerRounds.Sampled sampled = sampler.run(seed, settings);
    return String.format(
        Locale.ROOT,
        "{\"steps\": %d, \"seconds\": %.6f, \"llc\": %.6f}",
        sampled.steps(),
        sampled.seconds(),
        sampled.llc());
  }

  private String measure(long seed, Settings settings) {
    Problem problem =
        new Problem(loss, Optional.empty(), Optional.empty(), datasetSize, seed, workers);
    long start = System.nanoTime();
    Estimate estimate = llc.measure(problem, settings).getFirst();
    double seconds = (System.nanoTime() - start) / 1e9;
    return estimate.number("gradient-evaluations").isPresent()
        ? measured(estimate, seconds)
        : "error: no LLC: " + estimate.reason();
  }

  /** Of chains, be it that all were dropped. */
  private static String measured(Estimate estimate, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"steps\": %d, \"seconds\": %.6f, \"llc\": %.6f, \"error\": %.6f,"
            + " \"gradients\": %.0f, \"verdict\": \"%s\", \"chain_values\": %s,"
            + " \"diverged\": %.0f, \"settings\": {%s}}",
        steps(estimate),
        seconds,
        estimate.value().orElse(Double.NaN),
        estimate.standardError().orElse(Double.NaN),
        estimate.number("gradient-evaluations").orElseThrow(),
        estimate.verdict().label(),
        Arrays.toString(chainValues(estimate)),
        estimate.number("diverged-chains").orElseThrow(),
        settings(estimate));
  }

  /** (chains that were kept). */
  private static double[] chainValues(Estimate estimate) {
    return estimate.diagnostics().get("chain-values") instanceof Series(double[] values)
        ? values
        : new double[0];
  }

  /** Names and values as JSON has them. */
  private static String settings(Estimate estimate) {
    return estimate.settings().entrySet().stream()
        .map(setting -> "\"%s\": \"%s\"".formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Steps of all chains; what a measurement does beside them is in its time only. */
  private static long steps(Estimate estimate) {
    Settings used = new Settings(estimate.settings());
    long draws = used.integer("llc.draws", 0) * used.integer("llc.steps-between-draws", 0);
    return used.integer("llc.chains", 0) * (used.integer("llc.burn-in", 0) + draws);
  }
}

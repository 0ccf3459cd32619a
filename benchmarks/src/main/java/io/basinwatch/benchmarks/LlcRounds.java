package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.statistics.Estimate;
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

/**
 * Our side of {@code bench llc}: measures the LLC of a model once for each line of standard input,
 * so that rounds can be interleaved with the peer's, and answers each with a line of JSON. A line
 * is a seed and settings as name=value.
 *
 * <p>Arguments: a folder with model.onnx, weights.safetensors and probe.safetensors; n; threads.
 */
public final class LlcRounds {
  private final LossFunction loss;
  private final long datasetSize;
  private final Workers workers;
  private final Statistic llc = Statistics.byName("llc");

  private LlcRounds(LossFunction loss, long datasetSize, Workers workers) {
    this.loss = loss;
    this.datasetSize = datasetSize;
    this.workers = workers;
  }

  public static void main(String[] args) throws IOException {
    ModelFolder folder = new ModelFolder(Path.of(args[0]));
    LossSpec spec = LossSpec.of(Loss.CROSS_ENTROPY);
    try (LossFunction loss = folder.compile(spec, EngineOptions.DEFAULT)) {
      Workers workers = Workers.of(Integer.parseInt(args[2]));
      LlcRounds rounds = new LlcRounds(loss, Long.parseLong(args[1]), workers);
      System.out.println("ready " + BlasKernel.describe());
      rounds.answer(new BufferedReader(new InputStreamReader(System.in)), System.out);
    }
  }

  private void answer(BufferedReader lines, PrintStream out) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      out.println(run(Long.parseLong(words[0]), settings(words)));
    }
  }

  private static Settings settings(String[] words) {
    Map<String, String> values = new TreeMap<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      String[] pair = word.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return new Settings(values);
  }

  private String run(long seed, Settings settings) {
    Problem problem =
        new Problem(loss, Optional.empty(), Optional.empty(), datasetSize, seed, workers);
    long start = System.nanoTime();
    Estimate estimate = llc.measure(problem, settings).getFirst();
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"steps\": %d, \"seconds\": %.6f, \"llc\": %.6f, \"error\": %.6f,"
            + " \"gradients\": %.0f, \"verdict\": \"%s\", \"step_size\": %s,"
            + " \"batch\": %s, \"burn_in\": %s}",
        steps(estimate),
        seconds,
        estimate.value().orElseThrow(),
        estimate.standardError().orElse(Double.NaN),
        estimate.number("gradient-evaluations").orElseThrow(),
        estimate.verdict().label(),
        estimate.settings().get("llc.step-size"),
        estimate.settings().get("llc.batch-size"),
        estimate.settings().get("llc.burn-in"));
  }

  /** Steps of all chains; what a measurement does beside them is in its time only. */
  private static long steps(Estimate estimate) {
    Settings used = new Settings(estimate.settings());
    long draws = used.integer("llc.draws", 0) * used.integer("llc.steps-between-draws", 0);
    return used.integer("llc.chains", 0) * (used.integer("llc.burn-in", 0) + draws);
  }
}

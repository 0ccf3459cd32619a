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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our side of {@code bench llc}: measures the LLC of a model once for each seed that it reads from
 * standard input, so that rounds can be interleaved with the peer's, and answers each with a line
 * of JSON.
 *
 * <p>Arguments: a folder with model.onnx, weights.safetensors and probe.safetensors; n; threads;
 * warm-up rounds; settings as name=value.
 */
public final class LlcRounds {
  private final LossFunction loss;
  private final long datasetSize;
  private final Workers workers;
  private final Settings settings;
  private final Statistic llc = Statistics.byName("llc");

  private LlcRounds(LossFunction loss, long datasetSize, Workers workers, Settings settings) {
    this.loss = loss;
    this.datasetSize = datasetSize;
    this.workers = workers;
    this.settings = settings;
  }

  public static void main(String[] args) throws IOException {
    ModelFolder folder = new ModelFolder(Path.of(args[0]));
    LossSpec spec = LossSpec.of(Loss.CROSS_ENTROPY);
    try (LossFunction loss = folder.compile(spec, EngineOptions.DEFAULT)) {
      Workers workers = Workers.of(Integer.parseInt(args[2]));
      LlcRounds rounds = new LlcRounds(loss, Long.parseLong(args[1]), workers, settings(args, 4));
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        rounds.run(-1 - i);
      }
      System.out.println("ready " + BlasKernel.describe());
      rounds.answer(new BufferedReader(new InputStreamReader(System.in)), System.out);
    }
  }

  private static Settings settings(String[] args, int from) {
    Map<String, String> values = new TreeMap<>();
    for (int i = from; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return new Settings(values);
  }

  private void answer(BufferedReader seeds, PrintStream out) throws IOException {
    for (String seed = seeds.readLine(); seed != null; seed = seeds.readLine()) {
      out.println(run(Long.parseLong(seed)));
    }
  }

  private String run(long seed) {
    Problem problem =
        new Problem(loss, Optional.empty(), Optional.empty(), datasetSize, seed, workers);
    long start = System.nanoTime();
    Estimate estimate = llc.measure(problem, settings).getFirst();
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"steps\": %d, \"seconds\": %.6f, \"llc\": %.6f}",
        steps(),
        seconds,
        estimate.value().orElseThrow());
  }

  /** SGLD steps of all chains; what a measurement does beside them is in its time only. */
  private long steps() {
    long draws = settings.integer("llc.draws", 0) * settings.integer("llc.steps-between-draws", 0);
    return settings.integer("llc.chains", 0) * (settings.integer("llc.burn-in", 0) + draws);
  }
}

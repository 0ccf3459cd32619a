package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.platform.domain.CompiledProblem;
import io.basinwatch.platform.domain.StatisticRunner;
import io.basinwatch.platform.domain.StatisticRunner.Outcome;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures one checkpoint from files, in this process and without a server. */
@Command(
    name = "measure",
    description = "Measures one checkpoint from files.",
    mixinStandardHelpOptions = true)
final class MeasureCommand implements Callable<Integer> {
  @Mixin private ProblemFiles files;

  @Option(
      names = "--statistics",
      split = ",",
      paramLabel = "NAME",
      description = "What to measure, comma-separated (default: everything).")
  private Set<String> names = new LinkedHashSet<>(Statistics.names());

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting, as llc.step-size=1e-4; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "0",
      description =
          "Seed of every random number (default ${DEFAULT-VALUE}). A published result's own seed"
              + " reproduces it.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with (default: one a core). Results do not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description =
          "What to compute in: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}); float64 takes"
              + " scalar kernels, for small exact work.")
  private NumberFormat precision;

  @Option(
      names = "--output",
      defaultValue = "table",
      description = "Form of the result: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private OutputFormat output;

  @Override
  public Integer call() throws Exception {
    if (threads < 1) {
      throw new InvalidInputException("--threads %d: at least 1 is needed".formatted(threads));
    }
    Settings chosen = new Settings(settings());
    Statistics.validate(chosen);
    names.forEach(Statistics::byName);
    Workers workers = Workers.of(threads);
    List<Estimate> estimates;
    try (CompiledProblem compiled =
        CompiledProblem.of(
            files.read(ModelLimits.of(chosen.values())), seed, workers, precision.options())) {
      estimates = workers.run(() -> measure(compiled, chosen));
    }
    print(estimates);
    return 0;
  }

  /** A map of picocli's would keep the last of two values, without a word. */
  private Map<String, String> settings() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new InvalidInputException("--set %s: no NAME=VALUE".formatted(setting));
      }
      String name = setting.substring(0, equals);
      if (values.put(name, setting.substring(equals + 1)) != null) {
        throw new InvalidInputException("--set %s: %s is set twice".formatted(setting, name));
      }
    }
    return values;
  }

  private List<Estimate> measure(CompiledProblem compiled, Settings chosen) {
    List<Estimate> estimates = new ArrayList<>();
    for (Statistic statistic : Statistics.ALL) {
      if (statistic.names().stream().anyMatch(names::contains)) {
        Outcome outcome =
            StatisticRunner.run(statistic, compiled.problem(), chosen, estimates::add);
        if (outcome instanceof Outcome.Refused(InvalidInputException reason)) {
          throw reason;
        }
      }
    }
    return estimates.stream().filter(estimate -> names.contains(estimate.statistic())).toList();
  }

  private void print(List<Estimate> estimates) throws IOException {
    switch (output) {
      case json -> System.out.println(EstimateJson.of(estimates));
      case table -> System.out.print(ResultTable.of(estimates));
    }
  }
}

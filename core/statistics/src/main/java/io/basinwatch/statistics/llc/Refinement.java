package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterLayout.Entry;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Statistic.Listener;
import io.basinwatch.statistics.refined.ParameterGroupLoss;
import io.basinwatch.statistics.refined.ParameterGroups;
import io.basinwatch.statistics.refined.SampleSubset;
import io.basinwatch.statistics.refined.SampleSubsetLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Refined LLCs (Wang, Hoogland, van Wingerden, Furman, Murfet 2024): with w restricted to a group
 * of parameters, the others at the checkpoint, or with the loss on a part of the data. All of them
 * share one more budget.
 *
 * @param views what is measured, by the variant's name; made when its turn comes, because each has
 *     vectors of its own
 */
record Refinement(
    Problem problem, LlcSettings settings, Map<String, Supplier<LossFunction>> views) {

  /**
   * @throws io.basinwatch.engine.InvalidInputException for a group or a sample that does not exist,
   *     or a budget that is too small for all of them
   */
  static Refinement of(Problem problem, LlcSettings settings) {
    LossFunction train = problem.train();
    Map<String, Supplier<LossFunction>> views = new LinkedHashMap<>();
    settings
        .groups()
        .map(text -> ParameterGroups.of(train.layout(), LlcSettings.GROUPS, text))
        .orElse(Map.<String, List<Entry>>of())
        .forEach((name, entries) -> views.put(name, () -> ParameterGroupLoss.of(train, entries)));
    for (SampleSubset subset : settings.subsets()) {
      subset.requireWithin(LlcSettings.SAMPLES, train.sampleCount());
      views.put("samples " + subset.name(), () -> SampleSubsetLoss.of(train, subset));
    }
    if (!views.isEmpty()) {
      settings.requireShares(
          views.size(), "refined LLCs (%s, %s)".formatted(LlcSettings.GROUPS, LlcSettings.SAMPLES));
    }
    return new Refinement(problem, settings, views);
  }

  /**
   * @param listener gets each refined LLC
   */
  void measure(Listener listener, Work work) {
    views.forEach((name, view) -> listener.known(estimate(name, view.get(), work)));
  }

  /** The part of the training set that a part of the probe stands for. */
  private long datasetSize(LossFunction view) {
    double part = (double) view.sampleCount() / problem.train().sampleCount();
    return Math.round(part * problem.datasetSize());
  }

  private Estimate estimate(String name, LossFunction view, Work work) {
    EstimateBuilder llc = Estimate.of("llc", name);
    double temperature = settings.inverseTemperature(problem.datasetSize());
    LlcSettings share = settings.at(temperature, views.size());
    Problem part =
        new Problem(
            view,
            Optional.empty(),
            Optional.empty(),
            datasetSize(view),
            RandomStream.seedFor(problem.seed(), name, 0),
            problem.workers());
    Optional<Sampling> sampling = Sampling.run(part, share, work.next(views.size()));
    return Summary.of(part, share, sampling, llc).getFirst();
  }
}

package io.basinwatch.statistics.margin;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.diagnostics.Moments;
import io.basinwatch.statistics.diagnostics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The output margin z_y - max over j != y of z_j over the probe; its value is the median. A sample
 * is classified correctly where its margin is above 0.
 */
public final class Margin implements Statistic {
  private static final int BINS = 40;
  private static final int[] PERCENTS = {5, 10, 25, 50, 75, 90, 95};

  @Override
  public List<String> names() {
    return List.of("margin");
  }

  @Override
  public Set<String> settingNames() {
    return Set.of("margin.top-classes");
  }

  @Override
  public void validate(Settings settings) {
    settings.requireKnown("margin.", settingNames());
    settings.integer("margin.top-classes", 1, 1);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    validate(settings);
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(measure(problem.train(), ""));
    problem.heldout().ifPresent(heldout -> estimates.add(measure(heldout, "heldout")));
    return estimates;
  }

  private static Estimate measure(LossFunction loss, String variant) {
    EstimateBuilder estimate = Estimate.of("margin", variant);
    if (!loss.isClassifier() || loss.outputCount() < 2) {
      return estimate.notApplicable(
          "the loss is not cross-entropy over two or more classes with one target a sample");
    }
    Outputs outputs = Outputs.of(loss);
    if (outputs.isEmpty()) {
      return estimate.notApplicable("every target is ignored");
    }
    double[] margins = outputs.margins();
    if (!Arrays.stream(margins).allMatch(Double::isFinite)) {
      return estimate.undefined("a logit is NaN or infinite");
    }
    return describe(estimate, margins)
        .number("total-variation", outputs.totalVariation())
        .exact(new Quantiles(margins).median());
  }

  private static EstimateBuilder describe(EstimateBuilder estimate, double[] margins) {
    Quantiles quantiles = new Quantiles(margins);
    estimate.number("mean", Moments.mean(margins)).number("minimum", quantiles.minimum());
    for (int percent : PERCENTS) {
      estimate.number("q%02d".formatted(percent), quantiles.at(percent / 100.0));
    }
    long negative = Arrays.stream(margins).filter(margin -> margin < 0).count();
    Histogram histogram = Histogram.of(margins, BINS);
    return estimate
        .number("fraction-negative", (double) negative / margins.length)
        .number("samples", margins.length)
        .series("histogram", histogram.counts())
        .series("histogram-edges", histogram.edges());
  }
}

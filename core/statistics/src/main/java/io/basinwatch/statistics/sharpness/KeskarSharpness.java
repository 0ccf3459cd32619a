package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The eps-sharpness of Keskar, Mudigere, Nocedal, Smelyanskiy, Tang (2017): 100 (max over |d_i| <=
 * eps (|w_i| + 1) of L_n(w* + d) - L_n(w*)) / (1 + L_n(w*)) over the training probe, for eps = 1e-3
 * and 5e-4, maximised by {@link Ascent} from the gradient's corner and, as there are many corners
 * that no sign of the gradient leads away from, by shorter ones from bent random directions. In
 * percent; a lower bound of the maximum. Not applicable where 1 + L_n(w*) is not positive.
 */
public final class KeskarSharpness implements Statistic {
  private static final String NAME = "keskar-sharpness";
  private static final List<String> RADII = List.of("0.001", "0.0005"); // their variants
  private static final int ITERATIONS = 20;
  private static final int BENT_STARTS = 6;
  private static final int BENT_ITERATIONS = 6; // on quadratics most are stuck after 1 to 5
  private static final double MOST_GAP = 0.03;

  @Override
  public List<String> names() {
    return List.of(NAME);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    List<EstimateBuilder> builders = new ArrayList<>();
    for (String radius : RADII) {
      builders.add(Estimate.of(NAME, radius).number("epsilon", Double.parseDouble(radius)));
    }
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      return forks.map(
          RADII.size(),
          (loss, i) ->
              end(builders.get(i), loss, problem.seed(), Double.parseDouble(RADII.get(i))));
    }
  }

  private static Estimate end(
      EstimateBuilder estimate, LossFunction loss, long seed, double radius) {
    Perturbation perturbation =
        new Perturbation(loss, Minibatch.whole(loss.sampleCount()), Scale.KESKAR.of(loss));
    if (!Double.isFinite(perturbation.base())) {
      return estimate.undefined("the loss at the checkpoint is " + perturbation.base());
    }
    if (1 + perturbation.base() <= 0) {
      return estimate.notApplicable(
          "divides by 1 + the loss at the checkpoint, which is " + perturbation.base());
    }
    Ascent.Result first =
        new Ascent(perturbation, Ball.INFINITY, radius)
            .run(ITERATIONS, Streams.SHARPNESS.stream(seed, 0));
    double[] rises = new double[1 + BENT_STARTS];
    rises[0] = first.best();
    for (int start = 1; start <= BENT_STARTS; start++) {
      rises[start] =
          new Ascent(perturbation, Ball.INFINITY, radius)
              .runBent(BENT_ITERATIONS, Streams.SHARPNESS.stream(seed, start));
    }
    Arrays.sort(rises);
    double value = percent(rises[BENT_STARTS], perturbation);
    double gap = Rise.part(value - percent(rises[BENT_STARTS - 1], perturbation), value);
    return Rise.end(
        estimate
            .number("one-step", percent(first.oneStep(), perturbation))
            .number("start-gap", gap),
        value,
        Double.NaN,
        percent(first.rounding(), perturbation),
        gap > MOST_GAP ? "the two highest of seven starts differ by more than 3 %" : "");
  }

  private static double percent(double rise, Perturbation perturbation) {
    return 100 * rise / (1 + perturbation.base());
  }
}

package io.basinwatch.statistics;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.statistics.hessian.HessianExtremes;
import io.basinwatch.statistics.llc.LocalLearningCoefficient;
import io.basinwatch.statistics.loss.GeneralizationGap;
import io.basinwatch.statistics.loss.GradientNorm;
import io.basinwatch.statistics.loss.MeanLoss;
import io.basinwatch.statistics.margin.Margin;
import io.basinwatch.statistics.norm.DistanceFromInitialization;
import io.basinwatch.statistics.norm.WeightNorm;
import io.basinwatch.statistics.sharpness.AverageSharpness;
import io.basinwatch.statistics.sharpness.KeskarSharpness;
import io.basinwatch.statistics.sharpness.WorstCaseSharpness;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every statistic that exists. */
public final class Statistics {

  /** In the order to show. */
  public static final List<Statistic> ALL =
      List.of(
          new MeanLoss(),
          new GeneralizationGap(),
          new GradientNorm(),
          new LocalLearningCoefficient(),
          WorstCaseSharpness.plain(),
          WorstCaseSharpness.adaptive(),
          AverageSharpness.plain(),
          AverageSharpness.adaptive(),
          new KeskarSharpness(),
          new HessianExtremes(),
          new Margin(),
          new WeightNorm(),
          new DistanceFromInitialization());

  private Statistics() {}

  /**
   * @throws InvalidInputException if no statistic has that name
   */
  public static Statistic byName(String name) {
    return ALL.stream()
        .filter(statistic -> statistic.names().contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "statistic '%s' is unknown; known: %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Names of all estimates, in the order to show. */
  public static List<String> names() {
    return ALL.stream().flatMap(statistic -> statistic.names().stream()).toList();
  }

  /** Names of all settings, those of what a model may ask for included. */
  public static Set<String> settingNames() {
    return Stream.concat(
            ALL.stream().flatMap(statistic -> statistic.settingNames().stream()),
            ModelLimits.SETTINGS.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Checks that every setting is one that some statistic knows, and its value.
   *
   * @throws InvalidInputException for the first that is not
   */
  public static void validate(Settings settings) {
    settings.requireKnown("", settingNames());
    ModelLimits.of(settings.values());
    ALL.forEach(statistic -> statistic.validate(settings));
  }
}

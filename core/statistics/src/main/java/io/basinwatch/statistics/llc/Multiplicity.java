package io.basinwatch.statistics.llc;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Chains;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The multiplicity m, experimental: t E_t[K] = lambda - (m - 1)/ln t holds to first order for large
 * t = n beta (Watanabe 2009), so that m - 1 is minus the slope over 1/ln t. Fitted by weighted
 * least squares at temperatures a factor 2 apart about the one in use. At finite t, and with
 * localisation, it is an orientation, no integer.
 *
 * @param value m
 * @param standardError from the chains' errors; the misfit of the line is not in it
 * @param llc lambda, the intercept
 * @param misfit root mean square of the residuals in units of their errors
 */
record Multiplicity(double value, double standardError, double llc, double misfit) {

  /** A point of the line: x = 1/ln t, y = t E_t[K], and the error of y. */
  record Point(double x, double y, double error) {}

  /**
   * t = n beta, from the lowest on; none where no fit was asked for.
   *
   * @throws InvalidInputException where the lowest is below e: 1/ln t has a pole at t = 1, and the
   *     first order of large t says nothing near it
   */
  static List<Double> temperatures(Problem problem, LlcSettings settings) {
    if (settings.temperatures().isEmpty()) {
      return List.of();
    }
    int count = settings.temperatures().getAsInt();
    double middle = settings.inverseTemperature(problem.datasetSize());
    List<Double> temperatures =
        IntStream.range(0, count)
            .mapToObj(i -> middle * Math.pow(2, i - (count - 1) / 2.0))
            .toList();
    if (temperatures.getFirst() < Math.E) {
      throw new InvalidInputException(
          "setting %s = '%d': the lowest n beta, %s, is below e: take fewer, or a larger %s"
              .formatted(
                  LlcSettings.TEMPERATURES,
                  count,
                  String.format(Locale.ROOT, "%.3g", temperatures.getFirst()),
                  LlcSettings.INVERSE_TEMPERATURE));
    }
    return temperatures;
  }

  /**
   * Fits and publishes, or says why there is no fit; nothing without temperatures.
   *
   * @param temperatures each is sampled with a seed of its own
   */
  static void measure(
      Problem problem,
      LlcSettings settings,
      List<Double> temperatures,
      Work work,
      EstimateBuilder estimate) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < temperatures.size(); i++) {
      double t = temperatures.get(i);
      long seed = RandomStream.seedFor(problem.seed(), LlcSettings.TEMPERATURES, i);
      Optional<Sampling> sampling =
          Sampling.run(
              problem.withSeed(seed),
              settings.at(t, temperatures.size()),
              work.next(temperatures.size()));
      Optional<String> failure = failure(problem, settings, sampling);
      if (failure.isPresent()) {
        estimate.text(
            "multiplicity-experimental-missing",
            String.format(Locale.ROOT, "at n beta = %.4g: %s", t, failure.get()));
        return;
      }
      Chains draws = sampling.orElseThrow().draws();
      points.add(new Point(1 / Math.log(t), t * draws.mean(), t * draws.standardError()));
    }
    if (!points.isEmpty()) {
      fit(points).publish(estimate);
    }
  }

  /** Why a temperature is no point of the line. */
  private static Optional<String> failure(
      Problem problem, LlcSettings settings, Optional<Sampling> run) {
    if (run.isEmpty()) {
      return Optional.of(Sampling.NO_LOSS);
    }
    Sampling sampling = run.get();
    return sampling
        .dropped()
        .or(
            () ->
                Convergence.of(problem, sampling, settings.localization())
                    .warning(sampling.plan().kind()));
  }

  /** The weighted line through at least three points. */
  static Multiplicity fit(List<Point> points) {
    double weights = 0;
    double meanX = 0;
    double meanY = 0;
    for (Point point : points) {
      double weight = 1 / (point.error * point.error);
      weights += weight;
      meanX += weight * point.x;
      meanY += weight * point.y;
    }
    meanX /= weights;
    meanY /= weights;
    double squares = 0;
    double products = 0;
    for (Point point : points) {
      double weight = 1 / (point.error * point.error);
      squares += weight * (point.x - meanX) * (point.x - meanX);
      products += weight * (point.x - meanX) * (point.y - meanY);
    }
    double slope = products / squares;
    double intercept = meanY - slope * meanX;
    double misfit = 0;
    for (Point point : points) {
      double residual = (point.y - intercept - slope * point.x) / point.error;
      misfit += residual * residual / points.size();
    }
    return new Multiplicity(1 - slope, 1 / Math.sqrt(squares), intercept, Math.sqrt(misfit));
  }

  private void publish(EstimateBuilder estimate) {
    estimate
        .number("multiplicity-experimental", value)
        .number("multiplicity-experimental-error", standardError)
        .number("multiplicity-experimental-llc", llc)
        .number("multiplicity-experimental-misfit", misfit);
  }
}

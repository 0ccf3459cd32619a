package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Chains;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Empty where no chain of some temperature is left. */
  static Optional<Multiplicity> measure(Problem problem, LlcSettings settings, int temperatures) {
    double middle = settings.inverseTemperature(problem.datasetSize());
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < temperatures; i++) {
      double t = middle * Math.pow(2, i - (temperatures - 1) / 2.0);
      Sampling sampling = Sampling.run(problem, settings.at(t, temperatures));
      if (sampling.good().isEmpty() || sampling.draws().length() < Chains.FEWEST_DRAWS) {
        return Optional.empty();
      }
      Chains draws = sampling.draws();
      points.add(new Point(1 / Math.log(t), t * draws.mean(), t * draws.standardError()));
    }
    return Optional.of(fit(points));
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

  void publish(EstimateBuilder estimate) {
    estimate
        .number("multiplicity-experimental", value)
        .number("multiplicity-experimental-error", standardError)
        .number("multiplicity-experimental-llc", llc)
        .number("multiplicity-experimental-misfit", misfit);
  }
}

package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * The largest curvature of U along a chain, by the power method with differences of gradients: each
 * call makes one more step of it, from the direction of the last.
 */
final class LargestCurvature {
  private final Target target;
  private final ParameterVector direction; // (parameters), of unit length

  LargestCurvature(Target target, RandomStream random) {
    this.target = target;
    this.direction = target.loss().zeros();
    direction.fillNormal(random);
    direction.scale(1 / direction.norm());
  }

  /**
   * How much grad U differs, a unit of length, between a point and one that is {@code distance}
   * away.
   *
   * @param point where the gradient over the whole probe is known
   */
  double at(ChainState point, double distance) {
    ParameterVector place = target.trajectory().position;
    ParameterVector slope = target.trajectory().gradient;
    place.copyFrom(point.position);
    place.addScaled(distance, direction);
    target.gradient(place, target.wholeProbe(), slope);
    slope.addScaled(-1, point.gradient);
    slope.scale(target.posterior().inverseTemperature() / distance);
    slope.addScaled(target.posterior().localization(), direction);
    double curvature = slope.norm();
    if (curvature > 0 && Double.isFinite(curvature)) {
      direction.copyFrom(slope);
      direction.scale(1 / curvature);
    }
    return curvature;
  }
}

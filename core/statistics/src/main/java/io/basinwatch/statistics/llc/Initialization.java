package io.basinwatch.statistics.llc;

/**
 * What the LLC of a chain that starts at w* may lack. A direction in which U has curvature a
 * spreads to its stationary variance as 1 - exp(-2 a s), s being the accepted steps times eps/2
 * times the sampler's diffusion. None is slower than one that localization alone holds, a = gamma;
 * of its variance a part f is missing on average over the draws, so that at most f of the LLC is.
 * Where few directions are slow it lacks at most f/2 for each of them: as many as the places share
 * at which the chain was after its burn-in and later.
 */
final class Initialization {
  private final ChainRun chain;
  private final double localization;
  private final double speed; // s of a step
  private final double burnIn; // s
  private final double missing; // f

  Initialization(Plan plan, double localization, ChainRun chain) {
    this.chain = chain;
    this.localization = localization;
    double diffusion = plan.kind().diffusion(plan.tuning(), localization) * chain.pace();
    this.speed = diffusion * plan.tuning().stepSize() / 2;
    this.burnIn = speed * plan.burnIn();
    double drawn = speed * chain.draws().length * plan.stepsBetweenDraws();
    this.missing = Math.exp(-2 * localization * burnIn) * faded(2 * localization * drawn);
  }

  /** What the value may lack, as a part of it: the most that any chain says. */
  static double bias(Sampling sampling, double localization, double llc) {
    return sampling.good().stream()
        .mapToDouble(chain -> new Initialization(sampling.plan(), localization, chain).bias(llc))
        .max()
        .orElseThrow();
  }

  private double bias(double llc) {
    double few = Part.of(directions() / 2, llc);
    return Double.isNaN(few) ? missing : missing * Math.min(1, Math.max(0, few));
  }

  /** In units of what localization alone would leave in one; NaN where that is not known. */
  private double directions() {
    double variance = 2 * burnIn * faded(2 * localization * burnIn);
    double left = Math.exp(-localization * speed * chain.stepsApart());
    return chain.shared() / (variance * left);
  }

  /** The mean of exp(-x) from 0 to x. */
  private static double faded(double x) {
    return x == 0 ? 1 : -Math.expm1(-x) / x;
  }
}

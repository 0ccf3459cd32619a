package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.posterior.SampleMoments;
import java.util.List;

/**
 * How many draws each chain makes: those that were given; else until the standard error is under
 * its target and the chains agree, or the budget ends.
 */
final class Length {
  private static final int LEAST_DRAWS = 60;
  private static final double GROWTH = 1.2;

  /** Of what a small probe takes from the value, the error that is small beside it. */
  private static final double BESIDE_PROBE = 0.25;

  private final LlcSettings settings;
  private final double inverseTemperature;
  private final Plan plan;
  private final long datasetSize;
  private final int most;
  private int draws; // that it is to have
  private double needed; // draws, as given or by the standard error
  private End end;

  /** What ended the draws. */
  enum End {
    DRAWS("draws"),
    STANDARD_ERROR("standard-error"),
    BUDGET("budget"),
    NO_MINIMUM("no-minimum"),
    DIVERGED("diverged");

    private final String label;

    End(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  Length(LlcSettings settings, Plan plan, double inverseTemperature, long datasetSize) {
    this.settings = settings;
    this.plan = plan;
    this.inverseTemperature = inverseTemperature;
    this.datasetSize = datasetSize;
    this.most = most(settings, plan.burnIn());
    this.needed = settings.draws().orElse(0);
  }

  /** As many as take the steps of the burn-in, whether draws were given or not. */
  static int firstDraws(LlcSettings settings, int burnIn) {
    int first = Math.max(LEAST_DRAWS, burnIn / settings.stepsBetweenDraws());
    return Math.min(most(settings, burnIn), first);
  }

  private static int most(LlcSettings settings, int burnIn) {
    int left = (settings.budget() - burnIn) / settings.stepsBetweenDraws();
    return settings.draws().orElse(Math.max(1, left));
  }

  /** Draws that each chain is to have by now. */
  int draws() {
    return draws;
  }

  /** The same at the end, whatever became of the chains. */
  int planned() {
    return settings.draws().orElse(Math.max(draws, plan.firstDraws()));
  }

  /** What ended the draws, once they have ended. */
  End end() {
    return end;
  }

  /** Whether more draws are needed than the chains have; then {@link #draws} says how many. */
  boolean goesOn(List<ChainRun> chains) {
    end = reasonToEnd(chains);
    if (end != null) {
      return false;
    }
    int next = draws == 0 ? plan.firstDraws() : (int) (draws * GROWTH);
    draws = Math.min(most, next);
    return true;
  }

  private End reasonToEnd(List<ChainRun> chains) {
    List<ChainRun> good = chains.stream().filter(ChainRun::isGood).toList();
    if (good.isEmpty()) {
      return End.DIVERGED;
    }
    if (draws == 0) {
      return null;
    }
    if (settings.draws().isPresent()) {
      return draws == most ? End.DRAWS : null;
    }
    if (draws >= Chains.FEWEST_DRAWS) {
      Chains all = new Chains(good.stream().map(ChainRun::draws).toArray(double[][]::new));
      double error = inverseTemperature * all.standardError();
      if (Precision.isBelowZero(inverseTemperature * all.mean(), error)) {
        return End.NO_MINIMUM; // more draws would not make it one
      }
      double target = target(all, good);
      needed = draws * Math.pow(error / target, 2);
      if (error <= target && agree(all)) {
        return End.STANDARD_ERROR;
      }
    }
    return draws >= most ? End.BUDGET : null;
  }

  /** Of all chains in the end, as the error tells by now: it falls as 1/sqrt. */
  double expectedSteps() {
    double expected = Math.max(Math.max(draws, plan.firstDraws()), Math.min(most, needed));
    return settings.chains() * (plan.burnIn() + plan.stepsBetweenDraws() * expected);
  }

  /** Of the standard error. What a probe that is too small takes from the value hides more. */
  private double target(Chains all, List<ChainRun> good) {
    double value = inverseTemperature * all.mean();
    List<SampleMoments> losses = good.stream().flatMap(chain -> chain.train().stream()).toList();
    ProbeBias probe = ProbeBias.of(plan.samples(), datasetSize, inverseTemperature, losses);
    double asGiven = settings.standardError() * Math.abs(value);
    double enough =
        probe.isWarning(value) ? Math.max(asGiven, BESIDE_PROBE * probe.lost()) : asGiven;
    return Math.max(Precision.SMALL_ERROR, enough);
  }

  private static boolean agree(Chains all) {
    return all.rHat() <= Convergence.MOST_R_HAT && all.bulkEss() >= Convergence.LEAST_ESS;
  }
}

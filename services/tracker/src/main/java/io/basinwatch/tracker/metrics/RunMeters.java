package io.basinwatch.tracker.metrics;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names and labels of every gauge of a run. They are written as Micrometer has them; Prometheus
 * shows dots as underscores. No label holds a step or a digest, so that the number of series is
 * bounded by the runs that are going. Where a run is exported, and how long, the module's README
 * says.
 */
public final class RunMeters {
  /** Label of all: the run's id. */
  public static final String RUN = "run";

  /** Label: tells values of one statistic apart, as in heldout; empty for the only one. */
  public static final String VARIANT = "variant";

  /** Label: the statistic's name with hyphens, as in docs/measures. */
  public static final String STATISTIC = "statistic";

  /** Label: ok, converged, not-converged, undefined or not-applicable. */
  public static final String VERDICT_LABEL = "verdict";

  /** Label: 0.05 to 0.95. */
  public static final String QUANTILE = "quantile";

  /** Label: train or heldout. */
  public static final String SPLIT = "split";

  /** Label: the service that measures. */
  public static final String SERVICE = "service";

  /** Labels of {@link #DESCRIPTION}. */
  public static final String NAME = "name";

  public static final String LOSS = "loss";
  public static final String FRAMEWORK = "framework";

  /** {run, name, loss, framework} 1, to join what a run is called onto the other gauges. */
  public static final String DESCRIPTION = "basinwatch.run";

  /** {run} newest optimiser step heard of. */
  public static final String STEP = "basinwatch.step";

  /** {run, split} newest minibatch loss. */
  public static final String MINIBATCH_LOSS = "basinwatch.minibatch.loss";

  /** {run} newest sign of life of the trainer, in seconds since 1970. */
  public static final String TRAINING_TIMESTAMP = "basinwatch.training.timestamp.seconds";

  /** {run} when the newest measurement was made, in seconds since 1970. */
  public static final String MEASUREMENT_TIMESTAMP = "basinwatch.measurement.timestamp.seconds";

  /** {run} checkpoints heard of. */
  public static final String CHECKPOINTS_PUBLISHED = "basinwatch.checkpoints.published";

  /** {run} checkpoints settled for every service: measured, or in its dead letters. */
  public static final String CHECKPOINTS_MEASURED = "basinwatch.checkpoints.measured";

  /** {run, service} checkpoints that are not settled. */
  public static final String QUEUE_LENGTH = "basinwatch.queue.length";

  /** {run, service} records of the run that the service gave up; none has no row. */
  public static final String DEAD_LETTERS = "basinwatch.dead.letters";

  /** {run, statistic, variant, verdict} 1 for the verdict on the newest value. */
  public static final String VERDICT = "basinwatch.verdict";

  private static final Set<String> DIAGNOSTICS =
      Set.of(
          "mean",
          "minimum",
          "fraction-negative",
          "r-hat",
          "bulk-ess",
          "mala-acceptance",
          "step-acceptance",
          "gradient-noise-ratio",
          "minibatch-bias",
          "measured-minibatch-bias",
          "step-bias",
          "initialization-bias",
          "probe-bias",
          "rounding-bias",
          "virial",
          "fraction-below",
          "diverged-chains",
          "bayes-training-loss",
          "gibbs-training-loss",
          "predicted-bayes-generalization-loss",
          "predicted-gibbs-generalization-loss",
          "heldout-bayes-loss",
          "heldout-gibbs-loss",
          "functional-variance",
          "bayes-loss-bias",
          "multiplicity-experimental");
  private static final String DIAGNOSTIC_ERROR = "-error";
  private static final Pattern QUANTILE_DIAGNOSTIC = Pattern.compile("q(\\d\\d)");
  private static final Pattern STATISTIC_NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private RunMeters() {}

  /** Whether a gauge may be named after the statistic. */
  static boolean isName(String statistic) {
    return STATISTIC_NAME.matcher(statistic).matches();
  }

  /** {run, variant} value of a statistic, as basinwatch_adaptive_sharpness. */
  public static String value(String statistic) {
    return "basinwatch." + statistic.replace('-', '.');
  }

  /** {run, variant} standard error of the value; 0 where it is exact, no row where unknown. */
  public static String standardError(String statistic) {
    return value(statistic) + ".standard.error";
  }

  /** {run, variant, quantile} quantiles of the distribution whose median is the value. */
  public static String quantile(String statistic) {
    return value(statistic) + ".quantile";
  }

  /** {run, variant} a diagnostic, as basinwatch_llc_r_hat, or its error. */
  public static String diagnostic(String statistic, String diagnostic) {
    return value(statistic) + "." + diagnostic.replace('-', '.');
  }

  /** Whether a diagnostic, or the error of one, has a gauge of its own. */
  static boolean isExported(String diagnostic) {
    boolean error = diagnostic.endsWith(DIAGNOSTIC_ERROR);
    int length = diagnostic.length() - (error ? DIAGNOSTIC_ERROR.length() : 0);
    return DIAGNOSTICS.contains(diagnostic.substring(0, length));
  }

  /** The quantile that a diagnostic is, as in 0.05 for q05; empty if it is none. */
  static Optional<String> quantileOf(String diagnostic) {
    var matcher = QUANTILE_DIAGNOSTIC.matcher(diagnostic);
    return matcher.matches() ? Optional.of("0." + matcher.group(1)) : Optional.empty();
  }
}

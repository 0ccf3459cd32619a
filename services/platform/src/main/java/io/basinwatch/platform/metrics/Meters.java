package io.basinwatch.platform.metrics;

/**
 * Names and labels of every operational meter of a service, as Micrometer has them; Prometheus
 * shows dots as underscores and adds {@code _total} to counters and {@code _seconds} to timers. The
 * tracker's gauges of runs are its own.
 */
public final class Meters {
  /** Label: losses, sharpness, llc, margins. */
  public static final String SERVICE = "service";

  /** Label: a statistic's name, as in docs/measures. */
  public static final String STATISTIC = "statistic";

  /** Counter{service}: checkpoints whose every result was published. */
  public static final String CHECKPOINTS_MEASURED = "basinwatch.service.checkpoints.measured";

  /** Counter{service}: checkpoints passed over under the policy `latest`. */
  public static final String CHECKPOINTS_SKIPPED = "basinwatch.service.checkpoints.skipped";

  /** Counter{service}: records that went to the service's dead-letter topic. */
  public static final String DEAD_LETTERS = "basinwatch.service.dead.letters";

  /** Counter{service, statistic}: exceptions that no input should bring about. */
  public static final String FAILURES = "basinwatch.service.failures";

  /** Timer{service, statistic}: how long a statistic of one checkpoint took. */
  public static final String MEASURING = "basinwatch.service.measuring";

  /** Gauge{service}: checkpoints that wait in this instance's partitions. */
  public static final String QUEUE_LENGTH = "basinwatch.service.queue.length";

  /** Gauge{service}: checkpoints that are being measured. */
  public static final String JOBS_IN_PROGRESS = "basinwatch.service.jobs.in.progress";

  /** Gauge{service}: share of the statistic in progress that is done; 0 where there is none. */
  public static final String JOB_PROGRESS = "basinwatch.service.job.progress";

  private Meters() {}
}

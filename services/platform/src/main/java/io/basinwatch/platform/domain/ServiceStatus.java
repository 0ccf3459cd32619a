package io.basinwatch.platform.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What a service is doing. Written by the thread that measures, read by health checks, gauges and
 * what is published of its progress.
 */
public final class ServiceStatus {

  /**
   * A checkpoint in progress.
   *
   * @param statistic that is being computed, or what comes before the first
   * @param share of the statistic's work that is done, as far as can be told
   * @param since when the job began
   */
  public record Job(String run, long step, String statistic, double share, Instant since) {}

  private final String service;
  private volatile Job job;
  private volatile long queueLength;

  public ServiceStatus(String service) {
    this.service = service;
  }

  public String service() {
    return service;
  }

  public Optional<Job> job() {
    return Optional.ofNullable(job);
  }

  public void begin(Checkpoint checkpoint, Instant now) {
    job = new Job(checkpoint.run(), checkpoint.step(), "preparing", 0, now);
  }

  public void measuring(String statistic, double share) {
    job = new Job(job.run(), job.step(), statistic, share, job.since());
  }

  public void end() {
    job = null;
  }

  /** Checkpoints that wait in this instance's partitions, the one in progress included. */
  public long queueLength() {
    return queueLength;
  }

  public void queueLength(long checkpoints) {
    queueLength = checkpoints;
  }
}

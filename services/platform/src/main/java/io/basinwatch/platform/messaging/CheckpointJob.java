package io.basinwatch.platform.messaging;

import io.basinwatch.platform.config.MeasuringConfig;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.CheckpointMeasurer;
import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.platform.domain.Run;
import io.basinwatch.platform.domain.RunRegistry;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Workers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** One checkpoint of one service, from the wait for its run to the last result that is sent. */
final class CheckpointJob {

  /** What the jobs of all services share. */
  record Shared(RunRegistry runs, Workers workers, JobClock clock, MeasuringConfig config) {}

  private final Shared shared;
  private final String service;
  private final List<Statistic> statistics;
  private final CheckpointMeasurer measurer;
  private final MeasurementPublisher publisher;
  private final JobProgress progress;

  CheckpointJob(
      Shared shared,
      String service,
      List<Statistic> statistics,
      CheckpointMeasurer measurer,
      MeasurementPublisher publisher,
      JobProgress progress) {
    this.shared = shared;
    this.service = service;
    this.statistics = statistics;
    this.measurer = measurer;
    this.publisher = publisher;
    this.progress = progress;
  }

  /**
   * @throws io.basinwatch.engine.InvalidInputException where the run does not come
   * @throws io.basinwatch.platform.domain.RunGoneException where it was deleted
   * @throws JobClock.ShutdownException where the process ends first
   */
  void awaitRun(Checkpoint checkpoint) {
    Duration patience = shared.config().runWait();
    within(
        shared.config().deadline().plus(patience),
        checkpoint.run(),
        () -> run(checkpoint, patience));
  }

  /**
   * @throws io.basinwatch.engine.InvalidInputException for what cannot be measured
   * @throws io.basinwatch.platform.domain.RunGoneException where the run is deleted meanwhile
   * @throws JobClock.DeadlineExceededException where it takes too long
   * @throws JobClock.ShutdownException where the process ends first
   */
  void measure(Checkpoint checkpoint) {
    try {
      withPermit(
          checkpoint.run(),
          () -> {
            Run run =
                run(checkpoint, Duration.ZERO).get(); // as it is now; a later end would cancel this
            measurer.measure(run, checkpoint, progress);
            return null;
          });
    } finally {
      publisher.awaitSent();
    }
  }

  void skip(Checkpoint checkpoint) {
    publisher.publishSkipped(service, checkpoint, statistics);
    publisher.awaitSent();
  }

  private Supplier<Run> run(Checkpoint checkpoint, Duration patience) {
    try {
      return shared.runs().await(checkpoint, patience);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }

  /** Whoever reads the dead letter is told what to set. */
  private <T> T within(Duration deadline, String run, Supplier<T> work) {
    try {
      return shared.clock().within(deadline, run, work);
    } catch (JobClock.DeadlineExceededException e) {
      throw new JobClock.DeadlineExceededException(
          ("not measured within its deadline of %d s; the setting basinwatch.measuring.deadline"
                  + " allows no more")
              .formatted(deadline.toSeconds()),
          e);
    }
  }

  /** The deadline counts from the moment that the job may compute. */
  private void withPermit(String run, Supplier<Void> work) {
    try {
      shared.workers().run(() -> within(shared.config().deadline(), run, work));
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      throw new JobClock.ShutdownException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

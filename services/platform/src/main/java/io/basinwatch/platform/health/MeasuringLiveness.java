package io.basinwatch.platform.health;

import io.basinwatch.platform.config.MeasuringConfig;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.platform.messaging.CheckpointChannels;
import io.basinwatch.platform.messaging.RunTopicReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down where only a restart helps: runs are no longer read, or a job ignores its deadline. */
@Liveness
@ApplicationScoped
class MeasuringLiveness implements HealthCheck {
  private final RunTopicReader runs;
  private final CheckpointChannels channels;
  private final MeasuringConfig config;

  MeasuringLiveness(RunTopicReader runs, CheckpointChannels channels, MeasuringConfig config) {
    this.runs = runs;
    this.channels = channels;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    List<String> stuck =
        channels.services().stream().filter(this::isStuck).map(ServiceStatus::service).toList();
    return HealthCheckResponse.named("measuring")
        .status(stuck.isEmpty() && !runs.isFailed())
        .withData("stuck", String.join(", ", stuck))
        .build();
  }

  /** Waiting for a permit is no part of the deadline, so much longer than it is needed. */
  private boolean isStuck(ServiceStatus status) {
    Duration limit = config.deadline().multipliedBy(channels.services().size() + 1);
    return status
        .job()
        .filter(job -> job.since().plus(limit).plus(config.runWait()).isBefore(Instant.now()))
        .isPresent();
  }
}

package io.basinwatch.platform.health;

import io.basinwatch.platform.domain.RunRegistry;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.platform.messaging.CheckpointChannels;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says what each service of the process is doing and how far it lags; ready once runs are known.
 */
@Readiness
@ApplicationScoped
class MeasuringReadiness implements HealthCheck {
  private final RunRegistry runs;
  private final CheckpointChannels channels;

  MeasuringReadiness(RunRegistry runs, CheckpointChannels channels) {
    this.runs = runs;
    this.channels = channels;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("measuring").status(runs.isComplete());
    channels.services().forEach(service -> describe(service, response));
    return response.build();
  }

  private static void describe(ServiceStatus status, HealthCheckResponseBuilder response) {
    String service = status.service();
    response.withData(service + ".queue-length", status.queueLength());
    status
        .job()
        .ifPresent(
            job -> {
              response.withData(service + ".run", job.run());
              response.withData(service + ".step", job.step());
              response.withData(service + ".statistic", job.statistic());
              response.withData(service + ".since", job.since().toString());
            });
  }
}

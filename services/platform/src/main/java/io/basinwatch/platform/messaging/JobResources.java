package io.basinwatch.platform.messaging;

import io.basinwatch.platform.config.MeasuringConfig;
import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.platform.domain.RunRegistry;
import io.basinwatch.statistics.Workers;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Brings together what jobs share, and cuts them short before the channels close. */
@ApplicationScoped
class JobResources {

  @Produces
  @Singleton
  CheckpointJob.Shared shared(
      RunRegistry runs, Workers workers, JobClock clock, MeasuringConfig config) {
    return new CheckpointJob.Shared(runs, workers, clock, config);
  }

  void onStop(@Observes ShutdownEvent event, JobClock clock) {
    clock.close();
  }
}

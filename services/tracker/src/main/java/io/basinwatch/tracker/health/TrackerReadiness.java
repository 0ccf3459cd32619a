package io.basinwatch.tracker.health;

import io.basinwatch.platform.messaging.ChannelLag;
import io.basinwatch.tracker.domain.Tracker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says how many runs this instance exports, and how far it is behind. */
@Readiness
@ApplicationScoped
class TrackerReadiness implements HealthCheck {
  private final Tracker tracker;
  private final ChannelLag lag;

  TrackerReadiness(Tracker tracker, ChannelLag lag) {
    this.tracker = tracker;
    this.lag = lag;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("tracker")
        .up()
        .withData("runs", tracker.exported(Clock.systemUTC().instant()).size())
        .withData("lag-records", lag.records("tracker-owned") + lag.records("tracker-broadcast"))
        .build();
  }
}

package io.basinwatch.console.health;

import io.basinwatch.console.domain.Views;
import io.basinwatch.platform.messaging.ChannelLag;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says what the console knows, and how far it is behind. */
@Readiness
@ApplicationScoped
class ConsoleReadiness implements HealthCheck {
  private final Views views;
  private final ChannelLag lag;

  ConsoleReadiness(Views views, ChannelLag lag) {
    this.views = views;
    this.lag = lag;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("console")
        .up()
        .withData("events", views.revision())
        .withData("lag-records", lag.records("console-events"))
        .build();
  }
}

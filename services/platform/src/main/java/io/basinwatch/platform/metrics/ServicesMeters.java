package io.basinwatch.platform.metrics;

import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.statistics.Statistic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes the meters of each service of this process. */
@ApplicationScoped
public class ServicesMeters {
  private final MeterRegistry registry;

  ServicesMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param status that gauges read
   * @param statistics that the service computes
   */
  public ServiceMeters of(ServiceStatus status, List<Statistic> statistics) {
    return new ServiceMeters(registry, status, statistics);
  }
}

package io.basinwatch.platform.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;

/**
 * Keeps quotation marks out of descriptions: the registry escapes them, which Prometheus' tools
 * refuse.
 */
@Singleton
class Descriptions implements MeterFilter {

  @Override
  public Meter.Id map(Meter.Id id) {
    String description = id.getDescription();
    return description == null || description.indexOf('"') < 0
        ? id
        : new Meter.Id(
            id.getName(),
            Tags.of(id.getTagsAsIterable()),
            id.getBaseUnit(),
            description.replace('"', '\''),
            id.getType());
  }
}

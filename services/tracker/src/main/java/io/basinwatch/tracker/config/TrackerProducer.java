package io.basinwatch.tracker.config;

import io.basinwatch.platform.progress.ExpectedConfig;
import io.basinwatch.tracker.domain.Lifetime;
import io.basinwatch.tracker.domain.Tracker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one tracker. */
class TrackerProducer {

  @Produces
  @Singleton
  Tracker tracker(TrackerConfig config, ExpectedConfig expected) {
    return new Tracker(
        expected.statistics(), new Lifetime(config.grace(), config.silence()), config.runs());
  }
}

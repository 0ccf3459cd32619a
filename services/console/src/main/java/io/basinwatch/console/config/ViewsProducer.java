package io.basinwatch.console.config;

import io.basinwatch.console.domain.Views;
import io.basinwatch.platform.progress.ExpectedConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the one view model. */
class ViewsProducer {

  @Produces
  @Singleton
  Views views(ConsoleConfig config, ExpectedConfig expected) {
    return new Views(
        expected.statistics(),
        config.runs(),
        config.buckets(),
        config.points(),
        InstantSource.system());
  }
}

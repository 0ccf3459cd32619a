package io.basinwatch.platform.config;

import io.basinwatch.platform.domain.ContentCache;
import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.platform.domain.RunRegistry;
import io.basinwatch.platform.store.ClaimChecks;
import io.basinwatch.platform.store.FileStore;
import io.basinwatch.platform.store.ProblemReader;
import io.basinwatch.statistics.Workers;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** What all services of a process have in common: threads, runs, files. */
final class SharedResources {

  /** However many services run here, they do not compute on more threads than there are cores. */
  @Produces
  @Singleton
  Workers workers(MeasuringConfig config) {
    return Workers.of(config.threads().orElse(Runtime.getRuntime().availableProcessors()));
  }

  @Produces
  @Singleton
  RunRegistry runRegistry() {
    return new RunRegistry();
  }

  @Produces
  @Singleton
  JobClock jobClock() {
    return new JobClock();
  }

  void close(@Disposes JobClock clock) {
    clock.close();
  }

  @Produces
  @Singleton
  ProblemReader problemReader(StoreConfig store, MeasuringConfig measuring, Config config) {
    ClaimChecks claimChecks =
        new ClaimChecks(List.of(new FileStore(store.root())), store.largestBytes());
    return new ProblemReader(
        claimChecks,
        new ContentCache(measuring.cacheBytes()),
        StatisticSettings.modelLimits(config));
  }
}

package io.basinwatch.platform.config;

import io.basinwatch.platform.domain.LagPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** How checkpoints are measured. */
@ConfigMapping(prefix = "basinwatch.measuring")
public interface MeasuringConfig {

  /** How long a checkpoint waits for the start of its run before it goes to the dead letters. */
  @WithDefault("30s")
  Duration runWait();

  /** How long one checkpoint may take before it goes to the dead letters. */
  @WithDefault("10m")
  Duration deadline();

  /** What is measured when a service lags; for services that {@link #lagPolicies} does not name. */
  @WithDefault("every")
  LagPolicy lagPolicy();

  /** Policy of a service, by its name. */
  Map<String, LagPolicy> lagPolicies();

  /** From which, with run and step, the seed of every checkpoint is derived. */
  @WithDefault("0")
  long seed();

  /** Threads that compute, over all services of the process; by default the processor's cores. */
  OptionalInt threads();

  /** Size of the models and probes that are kept for the next checkpoint of their run. */
  @WithDefault("268435456")
  long cacheBytes();
}

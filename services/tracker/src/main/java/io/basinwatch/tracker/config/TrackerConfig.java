package io.basinwatch.tracker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the tracker. */
@ConfigMapping(prefix = "basinwatch.tracker")
public interface TrackerConfig {

  /** How long a run is exported after it is over and fully measured. */
  @WithDefault("PT2M")
  Duration grace();

  /** How long a run is exported after its last news. */
  @WithDefault("P1D")
  Duration silence();

  /** Runs that are followed until they are over; the one without news for longest goes first. */
  @WithDefault("1000")
  int runs();

  /** Time between updates of the gauges. */
  @WithDefault("1s")
  String refresh();
}

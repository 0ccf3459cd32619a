package io.basinwatch.console.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the console. */
@ConfigMapping(prefix = "basinwatch.console")
public interface ConsoleConfig {

  /** Runs that are shown: those with the newest news. */
  @WithDefault("200")
  int runs();

  /** Buckets of minibatch losses kept, a run and split. */
  @WithDefault("4096")
  int buckets();

  /** Points of one statistic kept, a run. */
  @WithDefault("5000")
  int points();

  /** Time between updates that a page gets. */
  @WithDefault("PT0.25S")
  Duration updateInterval();

  /** Longest silence on an event stream, so that connections that died are noticed. */
  @WithDefault("PT15S")
  Duration heartbeat();
}

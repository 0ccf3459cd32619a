package io.basinwatch.platform.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where weights and probes lie that do not fit into an event. */
@ConfigMapping(prefix = "basinwatch.store")
public interface StoreConfig {

  /** The folder; {@code file:} references outside it are refused. */
  Path root();

  /** The largest file that is read. */
  @WithDefault("1073741824")
  long largestBytes();
}

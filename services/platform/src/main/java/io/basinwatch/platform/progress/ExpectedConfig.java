package io.basinwatch.platform.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each service publishes of every checkpoint: {@code basinwatch.expected.<service>}; {@code
 * none} for one that does not run.
 */
@ConfigMapping(prefix = "basinwatch.expected")
public interface ExpectedConfig {

  String NONE = "none";

  @WithParentName
  Map<String, List<String>> services();

  default ExpectedStatistics statistics() {
    var running = new HashMap<>(services());
    running.values().removeIf(List.of(NONE)::equals);
    return new ExpectedStatistics(running);
  }
}

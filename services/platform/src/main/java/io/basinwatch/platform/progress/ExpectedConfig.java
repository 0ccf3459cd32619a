package io.basinwatch.platform.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;

/** What each service publishes of every checkpoint: {@code basinwatch.expected.<service>}. */
@ConfigMapping(prefix = "basinwatch.expected")
public interface ExpectedConfig {

  @WithParentName
  Map<String, List<String>> services();

  default ExpectedStatistics statistics() {
    return new ExpectedStatistics(services());
  }
}

package io.basinwatch.platform.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedConfigTest {

  @Test
  void nothingIsExpectedOfAServiceThatDoesNotRun() {
    // Given
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(ExpectedConfig.class)
            .withDefaultValue("basinwatch.expected.llc", "llc,waic")
            .withDefaultValue("basinwatch.expected.margins", "margin")
            .withSources(new EnvConfigSource(Map.of("BASINWATCH_EXPECTED_MARGINS", "none"), 300))
            .build();

    // When
    var expected = config.getConfigMapping(ExpectedConfig.class).statistics();

    // Then
    assertThat(expected.services()).containsExactly("llc");
  }
}

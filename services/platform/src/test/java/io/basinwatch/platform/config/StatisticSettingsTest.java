package io.basinwatch.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class StatisticSettingsTest {

  @Test
  void settingsGoByTheirPlainNames() {
    assertThat(StatisticSettings.of(config("llc.draws", "77")).integer("llc.draws", 0))
        .isEqualTo(77);
  }

  @Test
  void aNameThatNoStatisticKnowsFailsAtStart() {
    assertThatThrownBy(() -> StatisticSettings.of(config("llc.drawz", "77")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("llc.drawz");
  }

  @Test
  void aValueThatIsWrongFailsAtStart() {
    assertThatThrownBy(() -> StatisticSettings.of(config("llc.draws", "0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("llc.draws");
  }

  private static SmallRyeConfig config(String name, String value) {
    return new SmallRyeConfigBuilder().withDefaultValue(name, value).build();
  }
}

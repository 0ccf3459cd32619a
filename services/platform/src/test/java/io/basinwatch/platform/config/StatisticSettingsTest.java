package io.basinwatch.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
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

  @Test
  void whatAModelMayAskForGoesByItsPlainNames() {
    ModelLimits limits = StatisticSettings.modelLimits(config("model.max-nodes", "7"));
    assertThat(limits.nodes()).isEqualTo(7);
    assertThat(limits.operations()).isEqualTo(ModelLimits.DEFAULT.operations());
  }

  @Test
  void whatAModelMayAskForGoesByTheEnvironmentsNames() {
    // Given
    Map<String, String> environment = Map.of("MODEL_MAX_MEMORY_BYTES", "8589934592");
    SmallRyeConfig config =
        new SmallRyeConfigBuilder().withSources(new EnvConfigSource(environment, 300)).build();

    // Then
    assertThat(StatisticSettings.modelLimits(config).memoryBytes()).isEqualTo(8_589_934_592L);
  }

  @Test
  void limitsThatAreWrongFailAtStart() {
    assertThatThrownBy(() -> StatisticSettings.modelLimits(config("model.max-nodes", "many")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("setting model.max-nodes = 'many' is not a whole number");
    assertThatThrownBy(() -> StatisticSettings.modelLimits(config("model.max-nodez", "7")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("setting model.max-nodez is unknown; known: model.max-constant-");
  }

  private static SmallRyeConfig config(String name, String value) {
    return new SmallRyeConfigBuilder().withDefaultValue(name, value).build();
  }
}

package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {

  @Test
  void theStoreLiesInTheHome() {
    // Given
    // When
    Home home = Home.of(Map.of("BASINWATCH_HOME", "/home", "BASINWATCH_STORE", " "));

    // Then
    assertThat(home).isEqualTo(new Home(Path.of("/home/kafka"), Path.of("/home/store")));
  }

  @Test
  void aStoreThatIsNamedWins() {
    // Given
    Map<String, String> named = Map.of("BASINWATCH_HOME", "/home", "BASINWATCH_STORE", "/a");

    // When
    // Then
    assertThat(Home.of(named).store()).isEqualTo(Path.of("/a"));
    assertThat(Home.of(Map.of("BASINWATCH_STORE", "/a", "BASINWATCH_STORE_ROOT", "/b")).store())
        .isEqualTo(Path.of("/b"));
  }
}

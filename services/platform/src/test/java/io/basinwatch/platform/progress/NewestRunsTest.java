package io.basinwatch.platform.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestRunsTest {
  private final List<String> left = new ArrayList<>();
  private final NewestRuns<String> runs = new NewestRuns<>(2, run -> run, left::add);

  @Test
  void theRunWithoutNewsForLongestMakesRoom() {
    // When
    heard("new", 3);
    heard("old", 1);
    heard("newer", 4);
    heard("older", 2);

    // Then
    assertThat(runs.values()).containsExactlyInAnyOrder("new", "newer");
    assertThat(left).containsExactly("old");
  }

  @Test
  void roomForNoRunIsRefused() {
    // When, Then
    assertThatThrownBy(() -> new NewestRuns<>(0, run -> run, left::add))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("at least 1 run has to be kept, not 0");
  }

  private void heard(String run, long second) {
    runs.heard(run, Instant.ofEpochSecond(second));
  }
}

package io.basinwatch.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointScheduleTest {

  @Test
  void logarithmicBelowTheSpacingThenLinear() {
    // Given
    // When
    List<Long> steps = CheckpointSchedule.logarithmicThenLinear(8, 30);

    // Then
    assertThat(steps).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 24L, 30L);
  }
}

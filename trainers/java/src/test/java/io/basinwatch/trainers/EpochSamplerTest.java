package io.basinwatch.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.Minibatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {

  @Test
  void anEpochHoldsEverySampleOnce() {
    // Given
    EpochSampler sampler = new EpochSampler(12, 4, 1);

    // When
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Minibatch batch = sampler.next();
      IntStream.range(0, batch.size()).forEach(j -> drawn.add(batch.index(j)));
    }

    // Then
    assertThat(drawn)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12).boxed().toList())
        .isNotEqualTo(IntStream.range(0, 12).boxed().toList());
  }

  @Test
  void aBatchIsNoLargerThanTheSamples() {
    // Given
    // When
    Minibatch batch = new EpochSampler(3, 100, 1).next();

    // Then
    assertThat(batch.size()).isEqualTo(3);
  }
}

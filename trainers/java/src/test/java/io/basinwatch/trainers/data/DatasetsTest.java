package io.basinwatch.trainers.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DatasetsTest {

  @Test
  void digitsAreThoseOfTheRepository() {
    // Given
    Dataset digits = Digits.load();

    // When
    Tensor train = digits.train().tensors().get(Dataset.INPUT);
    Tensor heldout = digits.heldout().tensors().get(Dataset.INPUT);

    // Then
    assertThat(train.shape()).isEqualTo(List.of(1438, 64));
    assertThat(heldout.shape()).isEqualTo(List.of(359, 64));
    assertThat(sum(train) + sum(heldout)).isEqualTo(561718 / 16.0); // sklearn: data.sum() = 561718
    assertThat(digits.trainSize()).isEqualTo(1438);
  }

  private static double sum(Tensor tensor) {
    return Arrays.stream(tensor.doubles()).sum();
  }

  @Test
  void everyPairIsEitherTrainedOnOrHeldOut() {
    // Given
    Dataset pairs = ModularAddition.of(53, 0.4, 0);

    // When
    Set<List<Long>> seen = new HashSet<>();
    int wrong = collect(pairs.train().tensors(), seen) + collect(pairs.heldout().tensors(), seen);

    // Then
    assertThat(pairs.trainSize()).isEqualTo(1123);
    assertThat(seen).hasSize(53 * 53);
    assertThat(wrong).isZero();
  }

  private static int collect(Map<String, Tensor> tensors, Set<List<Long>> seen) {
    long[] inputs = tensors.get(Dataset.INPUT).longs();
    long[] targets = tensors.get(Dataset.TARGET).longs();
    int wrong = 0;
    for (int i = 0; i < targets.length; i++) {
      seen.add(List.of(inputs[2 * i], inputs[2 * i + 1]));
      wrong += (inputs[2 * i] + inputs[2 * i + 1]) % 53 == targets[i] ? 0 : 1;
    }
    return wrong;
  }
}

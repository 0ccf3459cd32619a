package io.basinwatch.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassAxisTest {
  private static final int SAMPLES = 5;
  private static final int BATCH = 2;

  private static int axis(String output, String target) {
    return ClassAxis.of(new Shape(dimensions(BATCH, output)), dimensions(SAMPLES, target));
  }

  private static List<Integer> dimensions(int first, String sample) {
    return Arrays.stream((first + " " + sample).strip().split(" ")).map(Integer::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "3, '', 1",
    "3, 1, 1",
    "4 16 16, 16 16, 1",
    "4 16 16, 1 16 16, 1",
    "4 16 16, 256, 1",
    "256 4, 16 16, 2",
    "8 6, 8, 2",
    "8 6, 6, 1",
    "6 1, 1, 1",
    "8 8, 1 8, 1",
    "8 8, 8 1, 2",
    "8 8 8, 8 8 1, 3",
    "1 1, 1, 1",
  })
  void theTargetsLackIt(String output, String target, int axis) {
    assertThat(axis(output, target)).isEqualTo(axis);
  }

  @Test
  void targetsThatFitBothAxesAreRefused() {
    assertThatThrownBy(() -> axis("8 8 8", "8 8"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "probe: 'target' has shape [5, 8, 8]: the classes of the model's output [8, 8, 8] may"
                + " lie along its first axis or along its last; with the shape [5, 1, 8, 8] or"
                + " [5, 8, 8, 1] it says which");
    assertThatThrownBy(() -> axis("8 3 8", "24"))
        .hasMessageContaining("with the shape [5, 1, 3, 8] or [5, 8, 3, 1] it says which");
  }

  @Test
  void targetsOfAnotherNumberAreRefused() {
    assertThatThrownBy(() -> axis("4 16 16", "16 5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "probe: 'target' has shape [5, 16, 5]: 80 values for each sample, the model's output"
                + " [4, 16, 16] needs 256 or 64");
    assertThatThrownBy(() -> axis("3", "2"))
        .hasMessageContaining("2 values for each sample, the model's output [3] needs 1");
  }
}

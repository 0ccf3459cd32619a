package io.basinwatch.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WindowShapesTest {
  private static final long SEED = 3;

  private static Window window(int kernel, int stride, int dilation, int before, int after) {
    return new Window(
        List.of(kernel), List.of(stride), List.of(dilation), List.of(before), List.of(after));
  }

  private static long counted(Window window, int position, int from, int to) {
    return IntStream.range(0, window.kernel().getFirst())
        .map(
            k ->
                position * window.strides().getFirst()
                    + k * window.dilations().getFirst()
                    - window.padsBefore().getFirst())
        .filter(at -> at >= from && at < to)
        .count();
  }

  @Test
  void whatAWindowSeesIsCounted() {
    // Given
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      int length = 1 + random.nextInt(9);
      int kernel = 1 + random.nextInt(5);
      int dilation = 1 + random.nextInt(4);
      int extent = 1 + (kernel - 1) * dilation;
      Window window =
          window(
              kernel,
              1 + random.nextInt(4),
              dilation,
              random.nextInt(extent),
              random.nextInt(extent));
      int from = random.nextInt(4) - 2;
      int to = from + random.nextInt(9);
      int position = random.nextInt(6);
      // Then
      assertThat((long) window.seen(0, position, from, to))
          .as("%s, %d of %d to %d, seed %d", window, position, from, to, SEED)
          .isEqualTo(counted(window, position, from, to));
      if (length + window.padsBefore().getFirst() + window.padsAfter().getFirst() >= extent) {
        boolean seesAlways =
            IntStream.range(0, window.positions(0, length))
                .allMatch(o -> counted(window, o, 0, length) > 0);
        Throwable refusal =
            catchThrowable(() -> WindowShapes.planes(Shape.of(1, 1, length), window));
        assertThat(refusal == null).as("%s over %d", window, length).isEqualTo(seesAlways);
      }
    }
  }

  @Test
  void aLargeKernelTakesNoLonger() {
    // Given
    int kernel = 1_000_000_000;
    // Then
    assertThat(WindowShapes.planes(Shape.of(1, 1, 1000), window(kernel, 1, 1, 0, kernel - 1)))
        .isEqualTo(Shape.of(1, 1, 1000));
  }
}

package io.basinwatch.engine.graph;

import java.util.ArrayList;
import java.util.List;

/** Shape inference for windows that slide over (batch, channels, spatial...). */
final class WindowShapes {
  private WindowShapes() {}

  /** x (batch, inputs, spatial...) and w (outputs, inputs / groups, kernel...). */
  static Shape convolution(Shape x, Shape w, Window window, int groups) {
    requireRank("input", x, window);
    requireRank("weight", w, window);
    require(
        groups >= 1 && w.dimension(0) % groups == 0,
        "weight %s: its first dimension is no multiple of %d groups",
        w,
        groups);
    require(
        x.dimension(1) == (long) w.dimension(1) * groups,
        "input %s and weight %s in %d groups: channels differ",
        x,
        w,
        groups);
    require(
        w.dimensions().subList(2, w.rank()).equals(window.kernel()),
        "weight %s does not have kernel %s",
        w,
        window.kernel());
    return output(x, w.dimension(0), window);
  }

  /** The shape of x where a window slides over it, with one plane for each of its planes. */
  static Shape planes(Shape x, Window window) {
    requireRank("input", x, window);
    Shape output = output(x, x.dimension(1), window);
    for (int axis = 0; axis < window.rank(); axis++) {
      int length = x.dimension(2 + axis);
      int blind = blind(window, axis, length, output.dimension(2 + axis));
      require(
          blind < 0, "window %d along axis %d of %s sees nothing but padding", blind, 2 + axis, x);
    }
    return output;
  }

  /**
   * The first position at which a window sees nothing but padding, or -1. Steps within the window
   * that are no longer than the input cannot leave it out: then the ends are all there is to see.
   */
  private static int blind(Window window, int axis, int length, int positions) {
    int step = window.dilations().get(axis) <= length ? Math.max(positions - 1, 1) : 1;
    for (long o = 0; o < positions; o += step) {
      if (window.seen(axis, (int) o, 0, length) == 0) {
        return (int) o;
      }
    }
    return -1;
  }

  private static Shape output(Shape x, int channels, Window window) {
    List<Integer> dimensions = new ArrayList<>(List.of(x.dimension(0), channels));
    for (int axis = 0; axis < window.rank(); axis++) {
      dimensions.add(window.positions(axis, x.dimension(2 + axis)));
    }
    return new Shape(dimensions);
  }

  private static void requireRank(String what, Shape shape, Window window) {
    require(
        shape.rank() == window.rank() + 2,
        "%s %s does not have %d spatial dimensions",
        what,
        shape,
        window.rank());
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }
}

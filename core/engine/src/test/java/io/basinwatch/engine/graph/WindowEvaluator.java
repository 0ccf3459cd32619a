package io.basinwatch.engine.graph;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import java.util.List;
import java.util.stream.IntStream;

/** The meaning of windows in the plainest words: every position, every kernel element. */
final class WindowEvaluator {
  private WindowEvaluator() {}

  /**
   * @param shapes of x, w, y
   * @param values likewise; the wanted one is filled
   */
  static void convolution(Operation.Convolution c, List<Shape> shapes, List<double[]> values) {
    Shape y = shapes.get(2);
    Shape w = shapes.get(1);
    int outputs = w.dimension(0) / c.groups();
    for (int i = 0; i < y.elements(); i++) {
      int[] at = index(y, i);
      for (int j = 0; j < w.elements(); j++) {
        int[] tap = index(w, j);
        if (tap[0] == at[1]) {
          int channel = at[1] / outputs * w.dimension(1) + tap[1];
          int place = place(shapes.get(0), c.window(), at, tap, channel);
          if (place >= 0) {
            meet(c.part(), values, place, j, i);
          }
        }
      }
    }
  }

  private static void meet(ConvolutionPart part, List<double[]> values, int x, int w, int y) {
    switch (part) {
      case INPUT -> values.get(0)[x] += values.get(1)[w] * values.get(2)[y];
      case WEIGHT -> values.get(1)[w] += values.get(0)[x] * values.get(2)[y];
      case OUTPUT -> values.get(2)[y] += values.get(0)[x] * values.get(1)[w];
    }
  }

  static double[] argmax(Window window, Shape shape, double[] x, Shape output) {
    Shape kernel = new Shape(window.kernel());
    int plane = new Shape(shape.dimensions().subList(2, shape.rank())).elements();
    return IntStream.range(0, output.elements())
        .mapToDouble(
            i -> {
              int[] at = index(output, i);
              return IntStream.range(0, kernel.elements())
                      .map(j -> place(shape, window, at, withChannels(index(kernel, j)), at[1]))
                      .filter(place -> place >= 0)
                      .boxed()
                      .reduce((a, b) -> x[b] > x[a] ? b : a)
                      .orElseThrow()
                  % plane;
            })
        .toArray();
  }

  /** The element of x that a kernel element meets at a position, or -1 in the padding. */
  private static int place(Shape x, Window window, int[] at, int[] tap, int channel) {
    int place = at[0] * x.dimension(1) + channel;
    for (int axis = 0; axis < window.rank(); axis++) {
      int moved = window.strides().get(axis) * at[2 + axis] - window.padsBefore().get(axis);
      moved += window.dilations().get(axis) * tap[2 + axis];
      if (moved < 0 || moved >= x.dimension(2 + axis)) {
        return -1;
      }
      place = place * x.dimension(2 + axis) + moved;
    }
    return place;
  }

  private static int[] withChannels(int[] tap) {
    return IntStream.concat(IntStream.of(0, 0), IntStream.of(tap)).toArray();
  }

  private static int[] index(Shape shape, int element) {
    int[] index = new int[shape.rank()];
    int rest = element;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dimension(axis);
      rest /= shape.dimension(axis);
    }
    return index;
  }
}

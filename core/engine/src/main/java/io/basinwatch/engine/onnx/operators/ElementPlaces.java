package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.stream.IntStream;

/** Where elements with an index along one axis lie, in row-major order. */
final class ElementPlaces {
  private ElementPlaces() {}

  /**
   * @param shape of the data
   * @param indices of the data's rank, covering at most as much of the other axes
   */
  static int[] of(Shape shape, TensorData indices, int axis) {
    return IntStream.range(0, indices.values().length)
        .map(i -> place(shape, indices, axis, i))
        .toArray();
  }

  private static int place(Shape shape, TensorData indices, int axis, int i) {
    int place = 0;
    int stride = 1;
    int rest = i;
    for (int k = shape.rank() - 1; k >= 0; k--) {
      int length = shape.dimension(k);
      int position = rest % indices.shape().dimension(k);
      rest /= indices.shape().dimension(k);
      int index = k == axis ? (int) indices.values()[i] : position;
      if (index < -length || index >= length) {
        throw new IllegalArgumentException(
            "index %d along axis %d of %s".formatted(index, k, shape));
      }
      place += (index < 0 ? index + length : index) * stride;
      stride *= length;
    }
    return place;
  }
}

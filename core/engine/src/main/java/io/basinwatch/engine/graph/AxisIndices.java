package io.basinwatch.engine.graph;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** Where constant indices along an axis point to. Negative ones count from the end. */
record AxisIndices(TensorData indices, int axis) {

  /** From a position in gathered rows to the one in the table. */
  IntUnaryOperator rows(Shape table) {
    int inner = Strides.of(table)[axis];
    int length = table.dimension(axis);
    int count = indices.values().length;
    return i -> (i / (inner * count) * length + row(i / inner % count, table)) * inner + i % inner;
  }

  /** From a position in gathered elements, which is one in the indices, to the one in the table. */
  IntUnaryOperator elements(Shape table) {
    int inner = Strides.of(table)[axis];
    int length = table.dimension(axis);
    int count = indices.shape().dimension(axis);
    return i -> (i / (inner * count) * length + row(i, table)) * inner + i % inner;
  }

  /** From indices along each axis of a table to the position in it of the i-th of them. */
  static int flat(List<TensorData> axes, Shape table, int i) {
    int position = 0;
    for (int axis = 0; axis < table.rank(); axis++) {
      int row = new AxisIndices(axes.get(axis), axis).row(i, table);
      position = position * table.dimension(axis) + row;
    }
    return position;
  }

  private int row(int i, Shape table) {
    int index = (int) indices.values()[i];
    int length = table.dimension(axis);
    if (index < -length || index >= length) {
      throw new IllegalArgumentException(
          "index %d is out of range for axis %d of %s".formatted(index, axis, table));
    }
    return index < 0 ? index + length : index;
  }
}

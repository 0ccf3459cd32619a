package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.View;

/** Spreads a part of a tensor that is seen through a view out into contiguous memory. */
sealed interface Expander {

  /**
   * @param x the tensor
   * @param from first element of the walk
   * @param y (count), overwritten
   */
  void fill(long x, int from, long y, int count);

  /** Whether every part of so many elements is like the first. */
  boolean repeats(int count);

  static Expander of(View view) {
    if (view.isScalar()) {
      return new Scalar(view.offset());
    }
    int last = view.dimensions().size() - 1;
    return new Runs(
        view.dimensions().stream().mapToInt(Integer::intValue).toArray(),
        view.strides().stream().mapToInt(Integer::intValue).toArray(),
        view.offset(),
        view.dimensions().get(last),
        view.strides().get(last),
        view.strides().subList(0, last).stream().allMatch(stride -> stride == 0));
  }

  /** One number throughout. */
  record Scalar(int offset) implements Expander {
    @Override
    public void fill(long x, int from, long y, int count) {
      VectorMath.fill(y, VectorMath.get(x, offset), count);
    }

    @Override
    public boolean repeats(int count) {
      return true;
    }
  }

  /**
   * Runs along the last dimension, which is repeated, contiguous or strided.
   *
   * @param alike whether all runs are the same
   */
  record Runs(int[] dimensions, int[] strides, int offset, int length, int stride, boolean alike)
      implements Expander {
    @Override
    public boolean repeats(int count) {
      return alike && count % length == 0;
    }

    @Override
    public void fill(long x, int from, long y, int count) {
      int done = 0;
      int start = from % length;
      int row = from / length;
      while (done < count) {
        int run = Math.min(length - start, count - done);
        int place = place(row) + start * stride;
        run(x, place, y + 4L * done, run);
        done += run;
        start = 0;
        row++;
      }
    }

    private void run(long x, int place, long y, int count) {
      if (stride == 0) {
        VectorMath.fill(y, VectorMath.get(x, place), count);
      } else if (stride == 1) {
        VectorMath.copy(x + 4L * place, y, count);
      } else {
        for (int i = 0; i < count; i++) {
          VectorMath.set(y, i, VectorMath.get(x, place + i * stride));
        }
      }
    }

    /** Where a run begins. */
    private int place(int row) {
      int place = offset;
      int rest = row;
      for (int axis = dimensions.length - 2; axis > 0; axis--) {
        place += rest % dimensions[axis] * strides[axis];
        rest /= dimensions[axis];
      }
      return place + rest * strides[0];
    }
  }
}

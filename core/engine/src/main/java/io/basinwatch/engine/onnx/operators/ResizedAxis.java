package io.basinwatch.engine.onnx.operators;

/**
 * An axis that gets another length.
 *
 * @param from its length
 * @param to its new length
 * @param width the new length before it is rounded down
 * @param scale new length by old, a float32; 0 where the new length is given instead
 * @param start of the region that is cropped, as a part of the axis
 * @param end of that region
 * @param coordinates name of the way from a new place to an old one
 */
record ResizedAxis(
    int axis,
    int from,
    int to,
    double width,
    float scale,
    double start,
    double end,
    String coordinates) {

  boolean crops() {
    return coordinates.equals("tf_crop_and_resize");
  }

  /** For each new place where it lies on the old axis. */
  double[] places() {
    double[] places = new double[to];
    for (int i = 0; i < to; i++) {
      places[i] = place(i);
    }
    return places;
  }

  /** Whether a place is so far out that it has a number of its own; a NaN is. */
  boolean isOutside(double place) {
    return crops() && !(place >= 0 && place <= from - 1);
  }

  boolean isUnchanged(double[] places) {
    for (int i = 0; i < to; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return to == from;
  }

  private double place(int i) {
    return switch (coordinates) {
      case "half_pixel" -> center(i);
      case "half_pixel_symmetric" -> from / 2.0 * (1 - to / width) + center(i);
      case "pytorch_half_pixel" -> to > 1 ? center(i) : 0;
      case "align_corners" -> width == 1 ? 0 : i * (from - 1.0) / (width - 1);
      case "asymmetric" -> unscaled(i);
      case "tf_crop_and_resize" ->
          to > 1
              ? start * (from - 1) + i * (end - start) * (from - 1) / (width - 1)
              : (start + end) / 2 * (from - 1);
      default ->
          throw new IllegalArgumentException(
              "coordinate_transformation_mode '%s' is not supported; supported: half_pixel,"
                      .formatted(coordinates)
                  + " half_pixel_symmetric, pytorch_half_pixel, align_corners, asymmetric,"
                  + " tf_crop_and_resize");
    };
  }

  /**
   * By a length whole numbers are exact: one division of exact products. A scale has only the
   * digits of float32; in float32, as ONNX Runtime and PyTorch compute, 3 / 0.3 is 10.
   */
  private double unscaled(double distance) {
    return scale == 0 ? distance * from / width : (float) distance / scale;
  }

  private double center(int i) {
    return unscaled(i + 0.5) - 0.5;
  }
}

package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lengths that a Resize asks for, from its scales or its sizes. */
final class ResizedAxes {
  private final OperatorNode node;
  private final Shape shape;
  private final int[] axes;
  private final String coordinates;
  private final double[] region; // all starts, then all ends

  private ResizedAxes(OperatorNode node) {
    this.node = node;
    this.shape = node.input(0).shape();
    this.axes =
        node.integers("axes")
            .map(all -> all.stream().mapToInt(axis -> axis(axis, shape.rank())).toArray())
            .orElseGet(() -> Literals.range(0, shape.rank()));
    this.coordinates = node.text("coordinate_transformation_mode", "half_pixel");
    if (Arrays.stream(axes).distinct().count() < axes.length) {
      throw new IllegalArgumentException("axes %s repeat".formatted(Arrays.toString(axes)));
    }
    boolean crops = coordinates.equals("tf_crop_and_resize");
    this.region = crops ? numbers(1, "roi", 2 * axes.length) : null;
  }

  private static int axis(long axis, int rank) {
    return OperatorNode.normalizeAxis(axis, rank);
  }

  static List<ResizedAxis> of(OperatorNode node) {
    ResizedAxes all = new ResizedAxes(node);
    String policy = node.text("keep_aspect_ratio_policy", "stretch");
    boolean bySizes = all.isGiven(3);
    if (bySizes == all.isGiven(2)) {
      throw new IllegalArgumentException("either scales or sizes have to be given");
    }
    return bySizes ? all.bySizes(policy) : all.byScales();
  }

  /** An empty tensor is none. */
  private boolean isGiven(int input) {
    return node.optionalInput(input).filter(x -> x.shape().elements() > 0).isPresent();
  }

  private double[] numbers(int input, String name, int count) {
    double[] numbers = node.constant(input);
    if (numbers.length != count) {
      throw new IllegalArgumentException(
          "%d %s, where %d are needed".formatted(numbers.length, name, count));
    }
    if (!Arrays.stream(numbers).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "%s %s: they have to be finite".formatted(name, Arrays.toString(numbers)));
    }
    return numbers;
  }

  /** The length is computed in float32, as by ONNX's shape inference. */
  private List<ResizedAxis> byScales() {
    double[] scales = numbers(2, "scales", axes.length);
    if (region != null) {
      throw new IllegalArgumentException("%s needs sizes, not scales".formatted(coordinates));
    }
    if (!Arrays.stream(scales).allMatch(scale -> scale > 0)) {
      throw new IllegalArgumentException(
          "scales %s: they have to be above 0".formatted(Arrays.toString(scales)));
    }
    IntToDoubleFunction width = i -> (float) from(i) * (float) scales[i];
    return each(i -> Math.floor(width.applyAsDouble(i)), width, i -> scales[i]);
  }

  private List<ResizedAxis> bySizes(String policy) {
    double[] sizes = numbers(3, "sizes", axes.length);
    if (policy.equals("stretch")) {
      return each(i -> sizes[i], i -> sizes[i], _ -> 0);
    }
    Comparator<Integer> byScale = Comparator.comparingDouble(i -> sizes[i] / from(i));
    Stream<Integer> all = IntStream.range(0, axes.length).boxed();
    int leader =
        switch (policy) {
          case "not_larger" -> all.min(byScale).orElseThrow();
          case "not_smaller" -> all.max(byScale).orElseThrow();
          default ->
              throw new IllegalArgumentException(
                  "keep_aspect_ratio_policy '%s' is not supported; supported: stretch, not_larger,"
                          .formatted(policy)
                      + " not_smaller");
        };
    IntToDoubleFunction width = i -> sizes[leader] * from(i) / from(leader);
    return each(i -> Math.floor(width.applyAsDouble(i) + 0.5), width, _ -> 0);
  }

  private int from(int i) {
    return shape.dimension(axes[i]);
  }

  private List<ResizedAxis> each(
      IntToDoubleFunction length, IntToDoubleFunction width, IntToDoubleFunction scale) {
    List<ResizedAxis> resized = new ArrayList<>();
    for (int i = 0; i < axes.length; i++) {
      double to = length.applyAsDouble(i);
      double start = region == null ? 0 : region[i];
      double end = region == null ? 1 : region[axes.length + i];
      if (!(to >= 0 && to <= Integer.MAX_VALUE) || from(i) == 0 && to > 0) {
        throw new IllegalArgumentException(
            "an axis of length %d cannot become %.0f".formatted(from(i), to));
      }
      resized.add(
          new ResizedAxis(
              axes[i],
              from(i),
              (int) to,
              width.applyAsDouble(i),
              (float) scale.applyAsDouble(i),
              start,
              end,
              coordinates));
    }
    return resized;
  }
}

package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The axis of a model's output (batch, ...) along which the classes of its targets lie: the one
 * after the batch, as in PyTorch's {@code cross_entropy}, or the last, as language models have
 * them. It is the axis that the targets lack, or along which they have length 1; targets of another
 * shape are told apart by their number.
 */
public final class ClassAxis {
  private final Shape output; // (batch, ...)
  private final List<Integer> given; // (samples, ...)
  private final Shape target; // (batch, ...)

  private ClassAxis(Shape output, List<Integer> target) {
    this.output = output;
    this.given = target;
    this.target = new Shape(target).with(0, output.dimension(0));
  }

  /**
   * @param output (batch, ...) with two dimensions or more and one element or more
   * @param target (samples, ...)
   * @throws InvalidInputException if the targets fit neither axis, or both
   */
  public static int of(Shape output, List<Integer> target) {
    return new ClassAxis(output, target).find();
  }

  private int find() {
    List<Integer> fitting = axes(axis -> target.equals(without(axis)) || target.equals(one(axis)));
    if (fitting.isEmpty()) {
      fitting = axes(axis -> target.elements() == without(axis).elements());
    }
    if (fitting.isEmpty()) {
      throw refused(
          "%d values for each sample, the model's output %s needs %s"
              .formatted(each(target), sample(output), needed()));
    }
    if (fitting.size() == 2 && output.dimension(1) > 1) {
      throw refused(
          "the classes of the model's output %s may lie along its first axis or along its last; with the shape %s or %s it says which"
              .formatted(sample(output), samples(one(1)), samples(one(output.rank() - 1))));
    }
    return fitting.getFirst();
  }

  private List<Integer> axes(IntPredicate fits) {
    return IntStream.of(1, output.rank() - 1).distinct().filter(fits).boxed().toList();
  }

  private Shape without(int axis) {
    return new Shape(
        IntStream.range(0, output.rank())
            .filter(i -> i != axis)
            .mapToObj(output::dimension)
            .toList());
  }

  private Shape one(int axis) {
    return output.with(axis, 1);
  }

  private String needed() {
    return axes(_ -> true).stream()
        .map(axis -> "" + each(without(axis)))
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static int each(Shape shape) {
    return shape.elements() / shape.dimension(0);
  }

  private static List<Integer> sample(Shape shape) {
    return shape.dimensions().subList(1, shape.rank());
  }

  /** Of as many samples as there are targets. */
  private List<Integer> samples(Shape shape) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    dimensions.set(0, given.getFirst());
    return dimensions;
  }

  private InvalidInputException refused(String reason) {
    return new InvalidInputException("probe: 'target' has shape %s: %s".formatted(given, reason));
  }
}

package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** The attributes that operators with a sliding window share; one number for each dimension. */
final class WindowAttributes {
  private final OperatorNode node;
  private final List<Integer> kernel;
  private final List<Integer> strides;
  private final List<Integer> dilations;
  private final String autoPad;
  private final List<Integer> pads; // all those before, then all those after

  /**
   * @param kernel where the weights say it, else null
   */
  WindowAttributes(OperatorNode node, List<Integer> kernel) {
    this.node = node;
    this.kernel = integers("kernel_shape", kernel);
    int rank = this.kernel.size();
    this.strides = integers("strides", Collections.nCopies(rank, 1));
    this.dilations = integers("dilations", Collections.nCopies(rank, 1));
    this.autoPad = node.text("auto_pad", "NOTSET");
    this.pads = integers("pads", Collections.nCopies(2 * rank, 0));
    if (!List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER").contains(autoPad)) {
      throw new IllegalArgumentException(
          "auto_pad '%s' is not supported; supported: NOTSET, VALID, SAME_UPPER, SAME_LOWER"
              .formatted(autoPad));
    }
    if (kernel != null && !this.kernel.equals(kernel)) {
      throw new IllegalArgumentException(
          "kernel_shape %s for weights with %s".formatted(this.kernel, kernel));
    }
    requireSize("strides", strides, rank);
    requireSize("dilations", dilations, rank);
    requireSize("pads", pads, 2 * rank);
    if (pads.stream().anyMatch(pad -> pad < 0)) {
      throw new IllegalArgumentException("pads %s: none may be negative".formatted(pads));
    }
  }

  static List<Integer> spatial(Shape shape) {
    if (shape.rank() < 3) {
      throw new IllegalArgumentException("%s has no spatial dimensions".formatted(shape));
    }
    return shape.dimensions().subList(2, shape.rank());
  }

  int rank() {
    return kernel.size();
  }

  List<Integer> kernel() {
    return kernel;
  }

  /** The attribute of that name in the node, or this. */
  List<Integer> integers(String name, List<Integer> otherwise) {
    List<Integer> given =
        node.integers(name)
            .map(values -> values.stream().map(Math::toIntExact).toList())
            .orElse(otherwise);
    if (given == null) {
      throw new IllegalArgumentException("attribute '%s' is missing".formatted(name));
    }
    return given;
  }

  /** The window over an input of this size. */
  Window over(List<Integer> input) {
    requireSize("input", input, rank());
    return switch (autoPad) {
      case "NOTSET" -> window(pads.subList(0, rank()), pads.subList(rank(), 2 * rank()));
      case "VALID" -> window(Collections.nCopies(rank(), 0), Collections.nCopies(rank(), 0));
      default -> {
        List<Integer> totals =
            each(
                i -> {
                  int positions = Math.ceilDiv(input.get(i), strides.get(i));
                  return Math.max(0, covered(i, positions) - input.get(i));
                });
        List<Integer> smaller = each(i -> totals.get(i) / 2);
        List<Integer> larger = each(i -> totals.get(i) - totals.get(i) / 2);
        yield autoPad.equals("SAME_UPPER") ? window(smaller, larger) : window(larger, smaller);
      }
    };
  }

  /** The same where the last position may begin in the input and end beyond its padding. */
  Window overWhole(List<Integer> input) {
    Window window = over(input);
    if (!autoPad.equals("NOTSET")) {
      return window;
    }
    List<Integer> after =
        each(
            i -> {
              long seen = (long) input.get(i) + window.padsBefore().get(i);
              long padded = seen + window.padsAfter().get(i);
              long steps = Math.ceilDiv(padded - window.extent(i), strides.get(i));
              boolean begins = steps * strides.get(i) < seen;
              return covered(i, begins ? steps + 1 : steps) - seen;
            });
    return window(window.padsBefore(), after);
  }

  /**
   * The window whose convolution takes a tensor of the transposed convolution's result to one of
   * its input's size.
   *
   * @param input the transposed convolution's
   * @param wanted its result
   */
  Window transposed(List<Integer> input, List<Integer> wanted) {
    List<Integer> before = each(i -> before(input, wanted, i));
    return window(before, each(i -> covered(i, input.get(i)) - wanted.get(i) - before.get(i)));
  }

  /** The size of a transposed convolution's result. */
  List<Integer> transposedSize(List<Integer> input) {
    requireSize("input", input, rank());
    List<Integer> extra = outputPadding();
    List<Integer> size =
        each(
            i ->
                switch (autoPad) {
                  case "NOTSET" ->
                      covered(i, input.get(i)) - pads.get(i) - pads.get(i + rank()) + extra.get(i);
                  case "VALID" -> covered(i, input.get(i)) + extra.get(i);
                  default -> (long) input.get(i) * strides.get(i);
                });
    List<Integer> given =
        node.integers("output_shape").isPresent() ? integers("output_shape", size) : size;
    return given.subList(Math.max(0, given.size() - rank()), given.size());
  }

  private List<Integer> outputPadding() {
    List<Integer> extra = integers("output_padding", Collections.nCopies(rank(), 0));
    requireSize("output_padding", extra, rank());
    return extra;
  }

  private int before(List<Integer> input, List<Integer> wanted, int axis) {
    boolean explicit = autoPad.equals("NOTSET") && node.integers("output_shape").isEmpty();
    if (explicit) {
      return pads.get(axis);
    }
    long whole = covered(axis, input.get(axis)) + outputPadding().get(axis);
    int total = Math.toIntExact(Math.max(0, whole - wanted.get(axis)));
    return autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
  }

  /** Places that so many positions of the window cover. */
  private long covered(int axis, long positions) {
    long extent = (long) dilations.get(axis) * (kernel.get(axis) - 1) + 1;
    return strides.get(axis) * (positions - 1) + extent;
  }

  private Window window(List<Integer> before, List<Integer> after) {
    return new Window(kernel, strides, dilations, before, after);
  }

  private List<Integer> each(IntToLongFunction value) {
    return IntStream.range(0, rank())
        .mapToObj(axis -> Math.toIntExact(value.applyAsLong(axis)))
        .toList();
  }

  private static void requireSize(String what, List<Integer> values, int size) {
    if (values.size() != size) {
      throw new IllegalArgumentException(
          "%s %s: %d numbers are needed".formatted(what, values, size));
    }
  }
}

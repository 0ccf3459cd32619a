package io.basinwatch.engine.kernels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A window that slides over planes, with every size fixed: three numbers each for depth, height and
 * width. Position o sees the places {@code stride o + dilation k - pad} of the input.
 *
 * @param input sizes of an input plane
 * @param output positions of the window
 * @param pads before the input; may be negative
 */
public record Sliding(
    List<Integer> input,
    List<Integer> kernel,
    List<Integer> output,
    List<Integer> strides,
    List<Integer> dilations,
    List<Integer> pads) {
  private static final int DIMENSIONS = 3;

  public Sliding {
    input = filled(input, 1);
    kernel = filled(kernel, 1);
    output = filled(output, 1);
    strides = filled(strides, 1);
    dilations = filled(dilations, 1);
    pads = filled(pads, 0);
  }

  /** Dimensions that are not there come first. */
  private static List<Integer> filled(List<Integer> values, int neutral) {
    List<Integer> all = new ArrayList<>(Collections.nCopies(DIMENSIONS - values.size(), neutral));
    all.addAll(values);
    return List.copyOf(all);
  }

  /** Elements of an input plane. */
  public int inputPlane() {
    return product(input);
  }

  /** Elements of the kernel. */
  public int taps() {
    return product(kernel);
  }

  /** Elements of an output plane. */
  public int outputPlane() {
    return product(output);
  }

  /** The input's place along an axis that kernel element k has at position o. */
  public int place(int axis, int o, int k) {
    return strides.get(axis) * o + dilations.get(axis) * k - pads.get(axis);
  }

  /** The first position at which kernel element k lies in the input. */
  public int first(int axis, int k) {
    int before = pads.get(axis) - dilations.get(axis) * k;
    return Math.max(0, Math.ceilDiv(before, strides.get(axis)));
  }

  /** The position after the last one at which kernel element k lies in the input. */
  public int end(int axis, int k) {
    int last = input.get(axis) - 1 + pads.get(axis) - dilations.get(axis) * k;
    return Math.min(output.get(axis), Math.floorDiv(last, strides.get(axis)) + 1);
  }

  private static int product(List<Integer> values) {
    return Math.multiplyExact(Math.multiplyExact(values.get(0), values.get(1)), values.get(2));
  }
}

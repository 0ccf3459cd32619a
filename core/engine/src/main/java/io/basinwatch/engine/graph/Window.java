package io.basinwatch.engine.graph;

import java.util.List;

/**
 * A window that slides over the spatial dimensions of a tensor (batch, channels, spatial...): one
 * number for each of one to three dimensions. Output position o sees the input positions {@code
 * stride o + dilation k - padBefore} for k from 0 to {@code kernel - 1}; those outside of the input
 * read as nothing.
 *
 * @param padsAfter may be negative: the last positions of the input are then not seen
 */
public record Window(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> dilations,
    List<Integer> padsBefore,
    List<Integer> padsAfter) {
  private static final int MOST_DIMENSIONS = 3;

  public Window {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    dilations = List.copyOf(dilations);
    padsBefore = List.copyOf(padsBefore);
    padsAfter = List.copyOf(padsAfter);
    int rank = kernel.size();
    if (rank < 1 || rank > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d spatial dimensions; supported: 1 to %d".formatted(rank, MOST_DIMENSIONS));
    }
    requirePositive("kernel", kernel, rank);
    requirePositive("strides", strides, rank);
    requirePositive("dilations", dilations, rank);
    if (padsBefore.size() != rank || padsAfter.size() != rank) {
      throw new IllegalArgumentException(
          "pads %s and %s do not fit kernel %s".formatted(padsBefore, padsAfter, kernel));
    }
  }

  private static void requirePositive(String what, List<Integer> values, int rank) {
    if (values.size() != rank || values.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException(
          "%s %s: %d numbers from 1 are needed".formatted(what, values, rank));
    }
  }

  /** The number of spatial dimensions. */
  public int rank() {
    return kernel.size();
  }

  /** Input positions from the first that one output position sees to the last. */
  public int extent(int axis) {
    return Math.addExact(Math.multiplyExact(dilations.get(axis), kernel.get(axis) - 1), 1);
  }

  /** Positions of the window along an axis of the input. */
  public int positions(int axis, int length) {
    long padded = (long) length + padsBefore.get(axis) + padsAfter.get(axis);
    if (padded > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "length %d with pads %d and %d is more than %d"
              .formatted(length, padsBefore.get(axis), padsAfter.get(axis), Integer.MAX_VALUE));
    }
    if (length < 1 || padded < extent(axis)) {
      throw new IllegalArgumentException(
          "a kernel of %d with dilation %d does not fit into length %d with pads %d and %d"
              .formatted(
                  kernel.get(axis),
                  dilations.get(axis),
                  length,
                  padsBefore.get(axis),
                  padsAfter.get(axis)));
    }
    return ((int) padded - extent(axis)) / strides.get(axis) + 1;
  }

  /** Kernel elements along an axis that lie in [from, to) at an output position. */
  public int seen(int axis, int position, int from, int to) {
    long first = (long) position * strides.get(axis) - padsBefore.get(axis);
    long below = Math.ceilDiv(from - first, (long) dilations.get(axis));
    long within = Math.ceilDiv(to - first, (long) dilations.get(axis));
    int size = kernel.get(axis);
    return Math.max(0, Math.clamp(within, 0, size) - Math.clamp(below, 0, size));
  }
}

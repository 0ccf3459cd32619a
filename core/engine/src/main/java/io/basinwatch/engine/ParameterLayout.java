package io.basinwatch.engine;

import java.util.List;

/**
 * Where each named parameter lies in the flat parameter vector, in the checkpoint's order.
 *
 * @param entries the parameters, in order of their offsets and contiguous, but that tied frozen
 *     ones share a place
 */
public record ParameterLayout(List<Entry> entries) {

  public ParameterLayout {
    entries = List.copyOf(entries);
  }

  /** Number of entries of the flat vector. */
  public int size() {
    return entries.isEmpty() ? 0 : entries.getLast().offset() + entries.getLast().size();
  }

  /**
   * One parameter.
   *
   * @param name as in the model
   * @param shape its dimensions; empty for a scalar
   * @param offset of its first element in the flat vector; elements are row-major
   */
  public record Entry(String name, List<Integer> shape, int offset) {

    public Entry {
      shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }

    /**
     * Whether it is a weight, in contrast to a bias or a normalisation parameter (rank below 2).
     */
    public boolean isWeight() {
      return shape.size() >= 2;
    }
  }
}

package io.basinwatch.engine;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model may ask for before it is refused: models come from anywhere, and a few bytes of a
 * graph can stand for any amount of work.
 *
 * @param nodes of the ONNX graph, its functions and loops written out; setting {@value #NODES}
 * @param operations of the differentiated graph for one batch size; setting {@value #OPERATIONS}
 * @param constantElements numbers that are fixed in the graph, 8 bytes each on the heap; setting
 *     {@value #CONSTANT_ELEMENTS}
 * @param memoryBytes that a thread may take beside the weights; batches are split until they fit,
 *     down to one sample, or to a fixed batch; setting {@value #MEMORY_BYTES}
 */
public record ModelLimits(int nodes, int operations, int constantElements, long memoryBytes) {
  public static final String NODES = "model.max-nodes";
  public static final String OPERATIONS = "model.max-operations";
  public static final String CONSTANT_ELEMENTS = "model.max-constant-elements";
  public static final String MEMORY_BYTES = "model.max-memory-bytes";

  /** Names of the settings. */
  public static final Set<String> SETTINGS =
      Set.of(NODES, OPERATIONS, CONSTANT_ELEMENTS, MEMORY_BYTES);

  public static final ModelLimits DEFAULT = new ModelLimits(100_000, 1_000_000, 1 << 24, 4L << 30);

  /**
   * Reads the settings of these names; others are left alone.
   *
   * @throws InvalidInputException for a value that is not a whole number above 0
   */
  public static ModelLimits of(Map<String, String> settings) {
    Map<String, Long> values = new TreeMap<>();
    for (String name : SETTINGS) {
      if (settings.containsKey(name)) {
        values.put(name, value(name, settings.get(name).strip()));
      }
    }
    return new ModelLimits(
        values.getOrDefault(NODES, (long) DEFAULT.nodes).intValue(),
        values.getOrDefault(OPERATIONS, (long) DEFAULT.operations).intValue(),
        values.getOrDefault(CONSTANT_ELEMENTS, (long) DEFAULT.constantElements).intValue(),
        values.getOrDefault(MEMORY_BYTES, DEFAULT.memoryBytes));
  }

  private static long value(String name, String text) {
    long largest = name.equals(MEMORY_BYTES) ? Long.MAX_VALUE : Integer.MAX_VALUE;
    try {
      long value = Long.parseLong(text);
      if (value > 0 && value <= largest) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "setting %s = '%s' is not a whole number".formatted(name, text), e);
    }
    throw new InvalidInputException(
        "setting %s = '%s' is not between 1 and %d".formatted(name, text, largest));
  }
}

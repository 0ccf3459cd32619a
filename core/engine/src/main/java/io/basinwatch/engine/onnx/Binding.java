package io.basinwatch.engine.onnx;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.TensorData;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a model is run with.
 *
 * @param layout of its parameters
 * @param frozen likewise of what is none and not written into the graph
 * @param buffers numbers that come from the checkpoint and are written into the graph, by
 *     initializer
 * @param sampleShapes dimensions of each input after the first
 */
public record Binding(
    ParameterLayout layout,
    ParameterLayout frozen,
    Map<String, TensorData> buffers,
    Map<String, List<Integer>> sampleShapes) {

  public Binding {
    buffers = Map.copyOf(buffers);
    sampleShapes = Map.copyOf(sampleShapes);
  }

  /** Names of the initializers whose numbers it has. */
  public Set<String> names() {
    Set<String> names = new HashSet<>(buffers.keySet());
    Stream.of(layout, frozen)
        .flatMap(vector -> vector.entries().stream())
        .forEach(entry -> names.add(entry.name()));
    return names;
  }
}

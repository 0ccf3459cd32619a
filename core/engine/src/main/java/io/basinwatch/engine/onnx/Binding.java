package io.basinwatch.engine.onnx;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.TensorData;
import java.util.List;
import java.util.Map;

/**
 * What a model is run with.
 *
 * @param layout of its parameters
 * @param buffers numbers that come from the checkpoint and stay fixed, by initializer
 * @param sampleShapes dimensions of each input after the first
 */
public record Binding(
    ParameterLayout layout,
    Map<String, TensorData> buffers,
    Map<String, List<Integer>> sampleShapes) {

  public Binding {
    buffers = Map.copyOf(buffers);
    sampleShapes = Map.copyOf(sampleShapes);
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.onnx.Binding;
import io.basinwatch.engine.onnx.GraphImporter;
import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Checks a model, a checkpoint and a probe against each other and differentiates the loss. */
final class LossDefinitions {
  /** Batch size that a model with an open one is checked at. */
  private static final int TRIAL_BATCH = 2;

  private LossDefinitions() {}

  /**
   * @throws InvalidInputException if they do not fit together
   */
  static LossDefinition of(
      OnnxModel model, TensorFile checkpoint, LossSpec spec, TensorFile probe) {
    CheckpointTensors state = CheckpointTensors.of(model, checkpoint);
    ProbeTensors inputs = ProbeTensors.of(model, probe);
    Binding binding =
        new Binding(
            state.trained().layout(),
            state.frozen().layout(),
            state.buffers(),
            inputs.sampleShapes());
    OnnxModel graph = model.withoutNumbers(binding.names());
    Forward trial =
        GraphImporter.importGraph(graph, binding, inputs.fixedBatch().orElse(TRIAL_BATCH));
    Shape output = trial.output().shape();
    IndexRanges.check(trial.output(), inputs.inputs());
    Map<String, Tensor> targets = ProbeTargets.of(spec, probe, inputs, output);
    Map<String, Tensor> data = new HashMap<>(inputs.inputs());
    data.putAll(targets);
    return new LossDefinition(
        graphs(graph, binding, spec.loss(), sampleShapes(targets), output),
        inputs.fixedBatch(),
        state.trained(),
        state.frozen(),
        data,
        inputs.sampleCount(),
        output.elements() / output.dimension(0),
        trial.realInputs().stream().mapToInt(node -> perSample(node.shape())).sum(),
        spec.loss() == Loss.CROSS_ENTROPY && output.rank() == 2,
        model.limits());
  }

  private static int perSample(Shape shape) {
    return shape.elements() / shape.dimension(0);
  }

  private static Map<String, List<Integer>> sampleShapes(Map<String, Tensor> tensors) {
    Map<String, List<Integer>> shapes = new HashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, ProbeTensors.sampleShape(tensor)));
    return shapes;
  }

  private static IntFunction<LossGraph> graphs(
      OnnxModel model,
      Binding binding,
      Loss loss,
      Map<String, List<Integer>> targets,
      Shape trial) {
    Map<Integer, LossGraph> made = new ConcurrentHashMap<>();
    return batch ->
        made.computeIfAbsent(
            batch,
            size -> {
              Forward forward = GraphImporter.importGraph(model, binding, size);
              checkSample(forward.output().shape(), trial);
              return LossGraph.of(
                  forward, loss, targetNodes(forward.builder(), loss, targets, size));
            });
  }

  /** What has been checked and counted at one batch size has to hold at the others. */
  private static void checkSample(Shape output, Shape trial) {
    if (!output.equals(trial.with(0, output.dimension(0)))) {
      throw new VaryingOutputException(
          "model: its output has shape %s for %d samples, but %s for %d: a sample's may not depend on their number"
              .formatted(output, output.dimension(0), trial, trial.dimension(0)));
    }
  }

  private static Map<String, Node> targetNodes(
      GraphBuilder builder, Loss loss, Map<String, List<Integer>> targets, int batch) {
    Map<String, Node> nodes = new HashMap<>();
    targets.forEach(
        (name, sampleShape) -> {
          List<Integer> dimensions = new ArrayList<>(List.of(batch));
          dimensions.addAll(sampleShape);
          boolean classes = loss == Loss.CROSS_ENTROPY && name.equals(LossGraph.TARGET);
          ElementType type = classes ? ElementType.INTEGER : ElementType.REAL;
          nodes.put(name, builder.input(name, type, new Shape(dimensions)));
        });
    return nodes;
  }
}

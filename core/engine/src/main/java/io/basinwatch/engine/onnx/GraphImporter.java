package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.operators.TensorOrSequence;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.TensorProto;

/** Writes an ONNX model in the graph's own operations, for one batch size. */
public final class GraphImporter {
  private final OnnxModel model;
  private final Binding binding;
  private final int batch;
  private final GraphBuilder builder;
  private final NodeImport values;
  private final List<Node> parameters = new ArrayList<>();

  private GraphImporter(OnnxModel model, Binding binding, int batch) {
    this.model = model;
    this.binding = binding;
    this.batch = batch;
    this.builder = new GraphBuilder(model.limits());
    this.values = new NodeImport(builder, model.opset(), model.external(), this::initializer);
  }

  /**
   * @throws InvalidInputException if an operator refuses its operands
   */
  public static Forward importGraph(OnnxModel model, Binding binding, int batch) {
    return new GraphImporter(model, binding, batch).run();
  }

  private Forward run() {
    for (ParameterLayout.Entry entry : binding.layout().entries()) {
      parameters.add(defineParameter(Space.WEIGHTS, entry));
    }
    binding.frozen().entries().forEach(entry -> defineParameter(Space.FROZEN, entry));
    List<Node> realInputs = new ArrayList<>();
    for (ModelInput input : model.inputs()) {
      Node node = builder.input(input.name(), input.type(), shape(input));
      values.define(input.name(), TensorOrSequence.of(node, input.truth()));
      if (input.type() == ElementType.REAL) {
        realInputs.add(node);
      }
    }
    model.nodes().forEach(values::evaluate);
    return new Forward(builder, output(), List.copyOf(parameters), realInputs);
  }

  private Node defineParameter(Space vector, ParameterLayout.Entry entry) {
    Node node = builder.parameter(vector, entry.name(), entry.offset(), new Shape(entry.shape()));
    values.define(entry.name(), TensorOrSequence.of(node));
    return node;
  }

  private Shape shape(ModelInput input) {
    List<Integer> dimensions = new ArrayList<>(List.of(batch));
    dimensions.addAll(binding.sampleShapes().get(input.name()));
    try {
      return new Shape(dimensions);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "model: input '%s': %s".formatted(input.name(), e.getMessage()), e);
    }
  }

  /** A constant, or null where there is none of that name. */
  private Node initializer(String name) {
    TensorProto tensor = model.initializers().get(name);
    if (tensor == null) {
      return null;
    }
    TensorData buffer = binding.buffers().get(name);
    return values.defineConstant(tensor, buffer != null ? buffer : model.constant(name));
  }

  private Node output() {
    Node output = values.value(model.output());
    if (output == null) {
      throw new InvalidInputException(
          "model: nothing gives its output '%s'".formatted(model.output()));
    }
    if (output.type() != ElementType.REAL) {
      throw new InvalidInputException(
          "model: output '%s' has whole numbers; they have to be floating point"
              .formatted(model.output()));
    }
    if (output.shape().rank() == 0 || output.shape().dimension(0) != batch) {
      throw new InvalidInputException(
          "model: output '%s' has shape %s for %d samples; its first dimension has to count them"
              .formatted(model.output(), output.shape(), batch));
    }
    return output;
  }
}

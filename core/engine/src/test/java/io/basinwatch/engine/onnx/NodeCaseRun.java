package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.compile.NodeRun;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.onnx.operators.TensorOrSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.ValueInfoProto;

/** Imports a case and computes its outputs. */
final class NodeCaseRun {
  private final NodeCase subject;
  private final GraphProto graph;
  private final GraphBuilder builder = new GraphBuilder();
  private final Map<String, double[]> data = new HashMap<>();
  private final List<List<Node>> outputs = new ArrayList<>();

  /**
   * @param constant inputs whose numbers are known to the importer
   */
  private NodeCaseRun(NodeCase subject, Predicate<TensorProto> constant) {
    this.subject = subject;
    this.graph = subject.model().getGraph();
    NodeImport values =
        new NodeImport(
            builder,
            (int) subject.model().getOpsetImport(0).getVersion(),
            new ExternalData(Optional.empty()),
            this::initializer);
    for (int i = 0; i < graph.getInputCount(); i++) {
      define(values, graph.getInput(i), subject.inputs().get(i), constant);
    }
    for (NodeProto node : graph.getNodeList()) {
      values.evaluate(node);
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      TensorOrSequence value =
          values
              .find(output.getName())
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "output '%s' is not given".formatted(output.getName())));
      outputs.add(value.sequence() != null ? value.sequence() : List.of(value.tensor()));
    }
  }

  /**
   * With as few constant inputs as the operator allows: none, whole numbers and single ones, all.
   */
  static NodeCaseRun of(NodeCase subject) {
    List<Predicate<TensorProto>> attempts = List.of(_ -> false, NodeCaseRun::isSmall, _ -> true);
    InvalidInputException last = null;
    for (Predicate<TensorProto> constant : attempts) {
      try {
        return new NodeCaseRun(subject, constant);
      } catch (InvalidInputException e) {
        last = e;
      }
    }
    throw last;
  }

  List<List<Node>> outputs() {
    return outputs;
  }

  /** The numbers of all tensors of all outputs, one after the other. */
  List<double[]> compute(Kernels kernels) {
    return NodeRun.of(kernels, outputs.stream().flatMap(List::stream).toList(), data);
  }

  private void define(
      NodeImport values,
      ValueInfoProto input,
      List<TensorProto> given,
      Predicate<TensorProto> constant) {
    String name = input.getName();
    if (input.getType().hasSequenceType()) {
      List<Node> elements = new ArrayList<>();
      for (TensorProto tensor : given) {
        elements.add(node("%s.%d".formatted(name, elements.size()), tensor, constant));
      }
      values.define(name, TensorOrSequence.of(elements));
    } else if (input.getType().hasTensorType()) {
      TensorProto tensor = given.getFirst();
      Node node = node(name, tensor, constant);
      boolean truth = tensor.getDataType() == TensorProto.DataType.BOOL_VALUE;
      values.define(name, TensorOrSequence.of(node, truth));
    } else {
      throw new InvalidInputException("input '%s' is optional".formatted(name));
    }
  }

  private Node node(String name, TensorProto tensor, Predicate<TensorProto> constant) {
    ElementType type = ElementTypes.of(tensor.getDataType(), "input");
    TensorData numbers = TensorProtos.read(tensor, "input");
    if (constant.test(tensor)) {
      return builder.constant(type, numbers);
    }
    data.put(name, numbers.values());
    return builder.input(name, type, numbers.shape());
  }

  private static boolean isSmall(TensorProto tensor) {
    long elements = tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
    return elements <= 1
        || ElementTypes.of(tensor.getDataType(), "input") == ElementType.INTEGER
        || tensor.getDataType() == TensorProto.DataType.BOOL_VALUE;
  }

  private Node initializer(String name) {
    return graph.getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .map(
            tensor ->
                builder.constant(
                    ElementTypes.of(tensor.getDataType(), name), TensorProtos.read(tensor, name)))
        .findFirst()
        .orElse(null);
  }
}

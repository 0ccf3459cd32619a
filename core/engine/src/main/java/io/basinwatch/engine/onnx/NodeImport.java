package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.operators.OperatorNode;
import io.basinwatch.engine.onnx.operators.Operators;
import io.basinwatch.engine.onnx.operators.TensorOrSequence;
import io.basinwatch.engine.onnx.operators.ValueFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.nd4j.shade.protobuf.Message;

/** Writes ONNX nodes in the graph's own operations, one after the other, and knows their values. */
final class NodeImport {
  private static final String CONSTANT = "Constant";

  private final GraphBuilder builder;
  private final int opset;
  private final ExternalData external;
  private final Function<String, Node> initializers;
  private final Map<String, Node> values = new HashMap<>();
  private final ValueFacts facts;
  private final AtomicInteger evaluated;

  /** Nodes that stand for a Constant or an initializer of a graph within a node, by identity. */
  private final Map<Message, Node> constants;

  /**
   * @param initializers gives the constant of a name, or null
   */
  NodeImport(
      GraphBuilder builder, int opset, ExternalData external, Function<String, Node> initializers) {
    this(
        builder,
        opset,
        external,
        initializers,
        new ValueFacts(null),
        new AtomicInteger(),
        new IdentityHashMap<>());
  }

  private NodeImport(
      GraphBuilder builder,
      int opset,
      ExternalData external,
      Function<String, Node> initializers,
      ValueFacts facts,
      AtomicInteger evaluated,
      Map<Message, Node> constants) {
    this.builder = builder;
    this.opset = opset;
    this.external = external;
    this.initializers = initializers;
    this.facts = facts;
    this.evaluated = evaluated;
    this.constants = constants;
  }

  /** For one pass through a graph within this one, whose values it sees. */
  NodeImport within() {
    count();
    return new NodeImport(
        builder, opset, external, this::value, new ValueFacts(facts), evaluated, constants);
  }

  /**
   * @param numbers which it stands for
   */
  Node defineConstant(TensorProto tensor, TensorData numbers) {
    String what = "initializer '%s'".formatted(tensor.getName());
    Node constant = builder.constant(ElementTypes.of(tensor.getDataType(), what), numbers);
    define(tensor, constant);
    return constant;
  }

  /** With its own numbers. */
  void defineConstant(TensorProto tensor) {
    String what = "initializer '%s'".formatted(tensor.getName());
    Node constant =
        constants.computeIfAbsent(
            tensor, _ -> TensorProtos.constant(builder, external.resolve(tensor, what), what));
    define(tensor, constant);
  }

  private void define(TensorProto tensor, Node constant) {
    boolean truth = tensor.getDataType() == DataType.BOOL_VALUE;
    define(tensor.getName(), TensorOrSequence.of(constant, truth));
  }

  void define(String name, TensorOrSequence value) {
    facts.note(name, value);
    put(name, value.tensor());
  }

  private void put(String name, Node value) {
    if (values.put(name, value) != null) {
      throw new InvalidInputException("model: '%s' is given twice".formatted(name));
    }
  }

  void evaluate(NodeProto node) {
    count();
    Operators.require(node, opset);
    List<Node> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      boolean absent = name.isEmpty() || facts.sequence(name) != null;
      inputs.add(absent ? null : operand(name, node));
    }
    NodeProto resolved = external.resolve(node, opset);
    OperatorNode operator =
        new OperatorNode(
            builder, resolved, opset, inputs, facts, graph -> new Subgraph(graph, this));
    List<Node> outputs =
        node.getOpType().equals(CONSTANT)
            ? List.of(constants.computeIfAbsent(node, _ -> Operators.apply(operator).getFirst()))
            : Operators.apply(operator);
    facts.follow(node);
    for (int i = 0; i < outputs.size() && i < node.getOutputCount(); i++) {
      if (!node.getOutput(i).isEmpty()) {
        put(node.getOutput(i), outputs.get(i));
      }
    }
  }

  /** Loops can stand for any number of nodes. */
  private void count() {
    if (evaluated.incrementAndGet() > builder.limits().nodes()) {
      throw new InvalidInputException(
          "model: with its loops written out it has more than %d nodes; the setting %s allows no more"
              .formatted(builder.limits().nodes(), ModelLimits.NODES));
    }
  }

  /** A value, or null where nothing gives it. */
  Node value(String name) {
    Node value = values.get(name);
    if (value == null) {
      value = initializers.apply(name);
      values.put(name, value);
    }
    return value;
  }

  /** A value of any kind. */
  Optional<TensorOrSequence> find(String name) {
    List<Node> sequence = facts.sequence(name);
    Node tensor = sequence == null ? value(name) : null;
    return sequence == null && tensor == null
        ? Optional.empty()
        : Optional.of(new TensorOrSequence(tensor, sequence, facts.isTruth(name)));
  }

  private Node operand(String name, NodeProto reader) {
    Node value = value(name);
    if (value == null) {
      throw new InvalidInputException(
          "model: %s reads '%s', which nothing before it gives"
              .formatted(OperatorNode.describe(reader, opset), name));
    }
    return value;
  }
}

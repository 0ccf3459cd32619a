package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import org.nd4j.shade.protobuf.ByteString;

/** One node of an ONNX graph with its operands: what an {@link Operator} sees. */
public final class OperatorNode {
  private final GraphBuilder builder;
  private final NodeProto proto;
  private final int opset;
  private final List<Node> inputs; // null where an optional one is left out, or is a sequence
  private final ValueFacts facts;
  private final Function<GraphProto, Body> bodies;
  private final TreeSet<String> attributesRead = new TreeSet<>();

  /**
   * @param facts of the values; the node adds its own
   * @param bodies what a graph within the node computes
   */
  public OperatorNode(
      GraphBuilder builder,
      NodeProto proto,
      int opset,
      List<Node> inputs,
      ValueFacts facts,
      Function<GraphProto, Body> bodies) {
    this.builder = builder;
    this.proto = proto;
    this.opset = opset;
    this.inputs = inputs;
    this.facts = facts;
    this.bodies = bodies;
  }

  GraphBuilder builder() {
    return builder;
  }

  String operator() {
    return proto.getOpType();
  }

  Node input(int i) {
    return optionalInput(i)
        .orElseThrow(() -> new IllegalArgumentException("input %d is missing".formatted(i)));
  }

  Optional<Node> optionalInput(int i) {
    return i < inputs.size() ? Optional.ofNullable(inputs.get(i)) : Optional.empty();
  }

  /** Fails if an input, where there is one, has another shape. */
  void requireShape(int i, Shape needed) {
    Shape given = optionalInput(i).map(Node::shape).orElse(needed);
    if (!given.equals(needed)) {
      throw new IllegalArgumentException(
          "input %d has shape %s, not %s".formatted(i, given, needed));
    }
  }

  /** An input that has to broadcast to a shape without changing it. */
  Node inputWithin(int i, Shape whole) {
    Node input = input(i);
    if (!input.shape().broadcastsTo(whole)) {
      throw new IllegalArgumentException(
          "input %d %s does not broadcast to %s".formatted(i, input.shape(), whole));
    }
    return input;
  }

  /** Whether the node has this output and gives it a name. */
  boolean hasOutput(int i) {
    return i < proto.getOutputCount() && !proto.getOutput(i).isEmpty();
  }

  /** Whether an input is an ONNX BOOL: its numbers are 0 and 1. */
  boolean isTruth(int i) {
    return i < proto.getInputCount() && facts.isTruth(proto.getInput(i));
  }

  /** An input that is a list of tensors. */
  List<Node> sequence(int i) {
    List<Node> sequence = i < proto.getInputCount() ? facts.sequence(proto.getInput(i)) : null;
    if (sequence == null) {
      throw new IllegalArgumentException("input %d is not a sequence".formatted(i));
    }
    return sequence;
  }

  /** Its inputs from one on, none of which may be left out. */
  List<TensorOrSequence> operands(int from) {
    return IntStream.range(from, inputs.size()).mapToObj(this::operand).toList();
  }

  private TensorOrSequence operand(int i) {
    List<Node> sequence = facts.sequence(proto.getInput(i));
    return sequence != null
        ? TensorOrSequence.of(sequence, isTruth(i))
        : TensorOrSequence.of(input(i), isTruth(i));
  }

  /** Gives outputs of any kind: the nodes, with null where one is a sequence. */
  List<Node> give(List<TensorOrSequence> values) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), proto.getOutputCount()); i++) {
      facts.note(proto.getOutput(i), values.get(i));
      nodes.add(values.get(i).tensor());
    }
    return nodes;
  }

  /** A graph that the node has as an attribute. */
  Body body(String name) {
    return attribute(name, AttributeType.GRAPH)
        .filter(AttributeProto::hasG)
        .map(graph -> bodies.apply(graph.getG()))
        .orElseThrow(() -> missing(name));
  }

  /** Every input, none of which may be left out. */
  List<Node> allInputs() {
    return IntStream.range(0, inputs.size()).mapToObj(this::input).toList();
  }

  /** The numbers of an input that has to be constant. */
  long[] constantLongs(int i) {
    return Arrays.stream(constant(i)).mapToLong(value -> (long) value).toArray();
  }

  /** The same as lengths of dimensions. */
  List<Integer> constantSizes(int i) {
    return Arrays.stream(constantLongs(i)).mapToObj(Math::toIntExact).toList();
  }

  /** The numbers of an input that has to be constant; it may be one number repeated. */
  double[] constant(int i) {
    Node x = input(i);
    if (x.operation() instanceof Operation.Constant(TensorData data)) {
      return data.singles();
    }
    if (x.operation() instanceof Operation.Broadcast
        && x.inputs().getFirst().operation() instanceof Operation.Constant(TensorData data)
        && data.singles().length == 1) {
      builder.requireRoom(x.shape().elements());
      double[] repeated = new double[x.shape().elements()];
      Arrays.fill(repeated, data.singles()[0]);
      return repeated;
    }
    throw new IllegalArgumentException(
        "input %d depends on data; it has to be constant".formatted(i));
  }

  Optional<AttributeProto> attribute(String name) {
    attributesRead.add(name);
    return proto.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }

  /** The same where its value has to be of a type: read as another it would be 0 or empty. */
  Optional<AttributeProto> attribute(String name, AttributeType type) {
    Optional<AttributeProto> attribute = attribute(name);
    AttributeType given = attribute.map(AttributeProto::getType).orElse(type);
    if (given != type && given != AttributeType.UNDEFINED) {
      throw new IllegalArgumentException(
          "attribute '%s' has type %s, not %s".formatted(name, given, type));
    }
    return attribute;
  }

  long integer(String name, long otherwise) {
    return attribute(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  /** An attribute without which the operator means nothing. */
  int requiredInteger(String name) {
    return attribute(name, AttributeType.INT)
        .map(attribute -> Math.toIntExact(attribute.getI()))
        .orElseThrow(() -> missing(name));
  }

  /** The same of at least 1. */
  int requiredCount(String name) {
    int count = requiredInteger(name);
    if (count < 1) {
      throw new IllegalArgumentException(
          "attribute '%s' is %d; it has to be at least 1".formatted(name, count));
    }
    return count;
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("attribute '%s' is missing".formatted(name));
  }

  double real(String name, double otherwise) {
    return attribute(name, AttributeType.FLOAT)
        .map(attribute -> (double) attribute.getF())
        .orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name, AttributeType.STRING)
        .map(attribute -> attribute.getS().toStringUtf8())
        .orElse(otherwise);
  }

  Optional<List<Long>> integers(String name) {
    return attribute(name, AttributeType.INTS).map(AttributeProto::getIntsList);
  }

  Optional<List<Float>> reals(String name) {
    return attribute(name, AttributeType.FLOATS).map(AttributeProto::getFloatsList);
  }

  Optional<List<String>> texts(String name) {
    return attribute(name, AttributeType.STRINGS)
        .map(texts -> texts.getStringsList().stream().map(ByteString::toStringUtf8).toList());
  }

  int opset() {
    return opset;
  }

  /** How many outputs the node names, unnamed ones between them included. */
  int outputCount() {
    return proto.getOutputCount();
  }

  /** An axis attribute, counted from the start. */
  int axis(String name, long otherwise, int rank) {
    return normalizeAxis(integer(name, otherwise), rank);
  }

  static int normalizeAxis(long axis, int rank) {
    if (axis < -rank || axis >= Math.max(rank, 1)) {
      throw new IllegalArgumentException("axis %d of %d dimensions".formatted(axis, rank));
    }
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  /** Fails if the node has an attribute twice, or one that stands for a function's. */
  void checkAttributes() {
    Set<String> names = new HashSet<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (!names.add(attribute.getName())) {
        throw new IllegalArgumentException(
            "attribute '%s' occurs twice".formatted(attribute.getName()));
      }
      if (!attribute.getRefAttrName().isEmpty()) {
        throw new IllegalArgumentException(
            "attribute '%s' stands for '%s' of a function, but is in none"
                .formatted(attribute.getName(), attribute.getRefAttrName()));
      }
    }
  }

  /** Fails if the node has an attribute that its operator does not know. */
  void checkAllRead() {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (!attributesRead.contains(attribute.getName())) {
        throw new InvalidInputException(
            "model: %s: attribute '%s' is not supported; supported: %s"
                .formatted(
                    this,
                    attribute.getName(),
                    attributesRead.isEmpty() ? "none" : String.join(", ", attributesRead)));
      }
    }
  }

  @Override
  public String toString() {
    return describe(proto, opset);
  }

  /** Operator, node and opset, for messages. */
  public static String describe(NodeProto node, int opset) {
    String name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    String operator =
        node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType();
    return "%s (node '%s', opset %d)".formatted(operator, name, opset);
  }
}

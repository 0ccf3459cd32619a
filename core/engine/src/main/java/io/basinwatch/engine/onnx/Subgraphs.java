package io.basinwatch.engine.onnx;

import java.util.function.Consumer;
import java.util.stream.Stream;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.ValueInfoProto;

/** Graphs within nodes: the branches of If, the bodies of loops. */
final class Subgraphs {
  private Subgraphs() {}

  /** A node and all nodes of the graphs in it. */
  static Stream<NodeProto> nodes(NodeProto node) {
    return Stream.concat(
        Stream.of(node),
        graphs(node).flatMap(graph -> graph.getNodeList().stream().flatMap(Subgraphs::nodes)));
  }

  /** Names that a node or the graphs in it read, those of the graphs' own values among them. */
  static Stream<String> reads(NodeProto node) {
    return Stream.concat(
        node.getInputList().stream(),
        graphs(node)
            .flatMap(
                graph ->
                    Stream.concat(
                        graph.getNodeList().stream().flatMap(Subgraphs::reads),
                        graph.getOutputList().stream().map(ValueInfoProto::getName))));
  }

  /** The node with each of its graphs changed; the same node where it has none. */
  static NodeProto replaced(NodeProto node, Consumer<GraphProto.Builder> change) {
    if (graphs(node).findAny().isEmpty()) {
      return node;
    }
    NodeProto.Builder replaced = node.toBuilder();
    for (AttributeProto.Builder attribute : replaced.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        change.accept(attribute.getGBuilder());
      }
    }
    return replaced.build();
  }

  private static Stream<GraphProto> graphs(NodeProto node) {
    return node.getAttributeList().stream().filter(AttributeProto::hasG).map(AttributeProto::getG);
  }
}

package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.ElementTypes;
import io.basinwatch.engine.onnx.TensorProtos;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.TensorProto.DataType;

/** Constants, shapes and types. */
final class Constants {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Constant", Operator.of(Constants::constant)),
          entry("ConstantOfShape", Operator.of(Constants::constantOfShape)),
          entry("Size", Operator.of(Constants::size)),
          entry("NonZero", Operator.of(Constants::nonZero)),
          entry("Shape", Operator.of(Constants::shape)),
          entry("Cast", Operator.of(Constants::cast)),
          entry("CastLike", Operator.of(Constants::castLike)));

  private Constants() {}

  private static Node constant(OperatorNode node) {
    GraphBuilder b = node.builder();
    return node.attribute("value", AttributeType.TENSOR)
        .map(value -> tensor(node, value))
        .or(() -> node.attribute("value_int", AttributeType.INT).map(one -> whole(b, one.getI())))
        .or(
            () ->
                node.attribute("value_float", AttributeType.FLOAT).map(one -> b.scalar(one.getF())))
        .or(() -> node.integers("value_ints").map(all -> list(b, ElementType.INTEGER, all)))
        .or(() -> node.reals("value_floats").map(all -> list(b, ElementType.REAL, all)))
        .orElseThrow(() -> new IllegalArgumentException("it has no numeric value"));
  }

  private static Node tensor(OperatorNode node, AttributeProto attribute) {
    return TensorProtos.constant(node.builder(), attribute.getT(), "value of " + node);
  }

  private static Node whole(GraphBuilder b, long value) {
    return Literals.scalar(b, ElementType.INTEGER, value);
  }

  private static Node list(GraphBuilder b, ElementType type, List<? extends Number> values) {
    return Literals.tensor(b, type, Shape.of(values.size()), i -> values.get(i).doubleValue());
  }

  private static Node constantOfShape(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node value =
        node.attribute("value", AttributeType.TENSOR)
            .map(attribute -> b.reshape(tensor(node, attribute), Shape.of()))
            .orElseGet(() -> b.scalar(0));
    return b.broadcast(value, new Shape(node.constantSizes(0)));
  }

  private static Node shape(OperatorNode node) {
    List<Integer> dimensions = node.input(0).shape().dimensions();
    int rank = dimensions.size();
    int start = clamp(node.integer("start", 0), rank);
    int end = Math.max(start, clamp(node.integer("end", rank), rank));
    double[] values =
        dimensions.subList(start, end).stream().mapToDouble(Integer::doubleValue).toArray();
    return node.builder()
        .constant(ElementType.INTEGER, new TensorData(Shape.of(values.length), values));
  }

  private static int clamp(long position, int rank) {
    return (int) Math.clamp(position < 0 ? position + rank : position, 0L, rank);
  }

  private static Node cast(OperatorNode node) {
    int to = node.requiredInteger("to");
    node.integer("saturate", 1); // concerns 8-bit floating point only
    ElementType type = ElementTypes.of(to, "target of " + node);
    return to == DataType.BOOL_VALUE ? truth(node) : cast(node, type);
  }

  /** 0 where the input is 0, else 1. */
  private static Node truth(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node zero = b.binary(BinaryFunction.EQUAL, b.toReal(node.input(0)), b.scalar(0));
    return b.subtract(b.scalar(1), zero);
  }

  private static Node castLike(OperatorNode node) {
    node.integer("saturate", 1); // concerns 8-bit floating point only
    return node.isTruth(1) ? truth(node) : cast(node, node.input(1).type());
  }

  private static Node cast(OperatorNode node, ElementType type) {
    return node.builder().to(type, node.input(0));
  }

  /** The element type that an attribute names. */
  static ElementType target(OperatorNode node, String attribute, ElementType otherwise) {
    long given = node.integer(attribute, 0);
    return given == 0 ? otherwise : ElementTypes.of((int) given, attribute + " of " + node);
  }

  private static Node size(OperatorNode node) {
    int elements = node.input(0).shape().elements();
    return whole(node.builder(), elements);
  }

  /** Indices (rank, count) of a constant's elements that are not 0; it may be broadcast. */
  private static Node nonZero(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    Shape shape = x.shape();
    Node source = x.operation() instanceof Operation.Broadcast ? x.inputs().getFirst() : x;
    Node isZero = b.binary(BinaryFunction.EQUAL, b.toReal(source), b.scalar(0));
    Node truths = b.broadcast(b.toInteger(b.subtract(b.scalar(1), isZero)), shape);
    double[] values =
        truths.operation() instanceof Operation.Constant(TensorData data)
            ? data.values()
            : node.constant(0);
    int[] places = IntStream.range(0, values.length).filter(i -> values[i] != 0).toArray();
    int count = places.length;
    return Literals.tensor(
        node.builder(),
        ElementType.INTEGER,
        Shape.of(shape.rank(), count),
        i -> {
          int axis = i / count;
          int stride = Literals.part(shape, axis + 1, shape.rank()).elements();
          return places[i % count] / stride % shape.dimension(axis);
        });
  }
}

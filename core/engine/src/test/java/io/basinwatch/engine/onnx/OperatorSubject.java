package io.basinwatch.engine.onnx;

import io.basinwatch.engine.autodiff.Gradients;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.operators.TensorOrSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.TensorProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * An operator case as a function of its input and its floating-point constants: s(w) = sum_i c_i
 * tanh(y_i(w)), so that the second derivative sees the first.
 */
final class OperatorSubject {
  /** Their results jump: their constants, which may lie at a jump, stay fixed. */
  private static final Set<String> JUMPING =
      Set.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Mod", "Cast", "IsInf");

  private final GraphBuilder b = new GraphBuilder();
  private final GraphProto graph;
  private final NodeImport values;
  private final List<Node> parameters = new ArrayList<>();
  private final List<Node> directions = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private final Node value;
  private final List<Node> gradients;
  private final List<Node> products;
  private final double[] v;

  OperatorSubject(OperatorCases.Case subject, Random random) {
    ModelProto model = parse(subject.model());
    this.graph = model.getGraph();
    this.values =
        new NodeImport(
            b,
            (int) model.getOpsetImport(0).getVersion(),
            new ExternalData(Optional.empty()),
            this::initializer);
    defineInput();
    graph.getNodeList().forEach(values::evaluate);
    Node y = values.value("y");
    double[] factors = random.doubles(y.shape().elements(), -1, 1).toArray();
    Node c = b.constant(ElementType.REAL, new TensorData(y.shape(), factors));
    this.value = b.sumAll(b.multiply(c, b.unary(UnaryFunction.TANH, y)));
    this.gradients = Gradients.of(b, value, b.scalar(1), parameters);
    this.products = Gradients.of(b, slope(), b.scalar(1), parameters);
    this.v = random.doubles(weights.size(), -1, 1).toArray();
  }

  private static ModelProto parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void defineInput() {
    List<Integer> dimensions = new ArrayList<>(List.of(OperatorCases.BATCH));
    dimensions.addAll(OperatorCases.SAMPLE);
    Shape shape = new Shape(dimensions);
    float[] x = OperatorCases.normal(shape.elements());
    double[] numbers = IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    Node input = parameter("x", new TensorData(shape, numbers));
    values.define("x", TensorOrSequence.of(input));
  }

  private Node parameter(String name, TensorData data) {
    int offset = weights.size();
    Arrays.stream(data.values()).forEach(weights::add);
    parameters.add(b.parameter(Space.WEIGHTS, name, offset, data.shape()));
    directions.add(b.parameter(Space.DIRECTION, name, offset, data.shape()));
    return parameters.getLast();
  }

  private Node initializer(String name) {
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getName().equals(name)) {
        ElementType type = ElementTypes.of(tensor.getDataType(), name);
        TensorData data = TensorProtos.read(tensor, name);
        boolean smooth =
            graph.getNodeList().stream().noneMatch(node -> JUMPING.contains(node.getOpType()));
        return type == ElementType.REAL && smooth ? parameter(name, data) : b.constant(type, data);
      }
    }
    return null;
  }

  private Node slope() {
    Node slope = b.scalar(0);
    for (int i = 0; i < parameters.size(); i++) {
      slope = b.add(slope, b.sumAll(b.multiply(gradients.get(i), directions.get(i))));
    }
    return slope;
  }

  /** s at w + distance v. */
  double value(double distance) {
    return flat(List.of(value), distance)[0];
  }

  /** The gradient at w + distance v. */
  double[] gradient(double distance) {
    return flat(gradients, distance);
  }

  /** The Hessian's product with v. */
  double[] product() {
    return flat(products, 0);
  }

  double alongDirection(double[] gradient) {
    return IntStream.range(0, v.length).mapToDouble(i -> gradient[i] * v[i]).sum();
  }

  private double[] flat(List<Node> nodes, double distance) {
    double[] at =
        IntStream.range(0, v.length).mapToDouble(i -> weights.get(i) + distance * v[i]).toArray();
    Evaluator evaluator = new Evaluator(Map.of(), at, v);
    return nodes.stream()
        .flatMapToDouble(node -> Arrays.stream(evaluator.evaluate(node)))
        .toArray();
  }
}

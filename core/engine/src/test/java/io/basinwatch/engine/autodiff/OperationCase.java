package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A function of operands that are slices of the weights.
 *
 * @param from lowest number of an operand
 * @param to highest number of an operand
 */
record OperationCase(String name, List<Shape> operands, double from, double to, Function function) {
  interface Function {
    Node apply(GraphBuilder builder, List<Node> operands);
  }

  int size() {
    return operands.stream().mapToInt(Shape::elements).sum();
  }

  double[] weights(Random random) {
    return random.doubles(size(), from, to).toArray();
  }

  List<Node> parameters(GraphBuilder builder, Space space) {
    List<Node> nodes = new ArrayList<>();
    int offset = 0;
    for (Shape shape : operands) {
      nodes.add(builder.parameter(space, "x" + nodes.size(), offset, shape));
      offset += shape.elements();
    }
    return nodes;
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.basinwatch.engine.graph;

import io.basinwatch.engine.graph.Operation.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The meaning of every operation in the plainest words: float64, no kernels, no plan. */
public final class Evaluator {
  private final Map<String, double[]> inputs;
  private final double[] weights;
  private final double[] direction;
  private final Map<Node, double[]> values = new IdentityHashMap<>();

  /**
   * @param inputs by name
   * @param weights the flat vector w
   * @param direction the flat vector v
   */
  public Evaluator(Map<String, double[]> inputs, double[] weights, double[] direction) {
    this.inputs = inputs;
    this.weights = weights;
    this.direction = direction;
  }

  public double[] evaluate(Node output) {
    Topology.order(List.of(output)).forEach(node -> values.computeIfAbsent(node, this::compute));
    return values.get(output);
  }

  private double[] value(Node node, int operand) {
    return values.get(node.inputs().get(operand));
  }

  private double[] compute(Node node) {
    return switch (node.operation()) {
      case Operation.Input(String name) -> inputs.get(name);
      case Operation.Constant(TensorData data) -> data.values();
      case Operation.Parameter(var space, var _, int offset) ->
          Arrays.copyOfRange(
              space == Operation.Parameter.Space.WEIGHTS ? weights : direction,
              offset,
              offset + node.shape().elements());
      case Operation.Unary(var function) ->
          each(node, i -> ScalarFunctions.apply(function, value(node, 0)[i]));
      case Operation.Binary(var function) ->
          each(
              node,
              i -> ScalarFunctions.apply(function, broadcast(node, 0, i), broadcast(node, 1, i)));
      case Operation.Where() ->
          each(node, i -> broadcast(node, broadcast(node, 0, i) != 0 ? 1 : 2, i));
      case Operation.MatMul(boolean a, boolean b) -> matMul(node, a, b);
      case Operation.Reduce(Reduction reduction, var _) -> reduce(node, reduction);
      case Operation.Reshape(), Operation.ToReal() -> value(node, 0);
      case Operation.Permute(List<Integer> axes) ->
          pick(node, Strides.permute(shape(node, 0), axes));
      case Operation.Broadcast() -> each(node, i -> broadcast(node, 0, i));
      case Operation.Slice(List<Integer> starts, List<Integer> steps) ->
          pick(node, Strides.slice(shape(node, 0), starts, steps, node.shape()));
      case Operation.Unslice(List<Integer> starts, List<Integer> steps) ->
          scatter(node, Strides.slice(node.shape(), starts, steps, shape(node, 0)));
      case Operation.Concat(int axis) -> concat(node, axis);
      case Operation.Gather(int axis) -> pick(node, rows(node, shape(node, 0), node.shape(), axis));
      case Operation.ScatterAdd(int axis) ->
          scatter(node, rows(node, node.shape(), shape(node, 0), axis));
      case Operation.GatherElements(int axis) ->
          pick(node, elements(node, shape(node, 0), node.shape(), axis));
      case Operation.ScatterAddElements(int axis) ->
          scatter(node, elements(node, node.shape(), shape(node, 0), axis));
      case Operation.FlatIndex(Shape table) -> each(node, i -> flat(node, table, i));
      case Operation.TopIndices(int k) -> topIndices(node, k);
      case Operation.CumulativeSum(int axis, boolean reverse) -> cumulativeSum(node, axis, reverse);
      case Operation.ToInteger() -> each(node, i -> (double) (int) value(node, 0)[i]);
      case Operation.Convolution convolution -> convolution(node, convolution);
      case Operation.WindowArgmax(Window window) ->
          WindowEvaluator.argmax(window, shape(node, 0), value(node, 0), node.shape());
      case Operation.Softmax() -> softmax(node, false);
      case Operation.LogSoftmax() -> softmax(node, true);
      case Operation.SoftmaxCrossEntropy() -> crossEntropy(node);
      case Operation.OneHot() -> {
        int classes = node.shape().dimension(-1);
        yield each(node, i -> value(node, 0)[i / classes] == i % classes ? 1. : 0.);
      }
    };
  }

  private static Shape shape(Node node, int operand) {
    return node.inputs().get(operand).shape();
  }

  private static double[] each(Node node, IntFunction<Double> element) {
    double[] result = new double[node.shape().elements()];
    Arrays.setAll(result, element::apply);
    return result;
  }

  private double broadcast(Node node, int operand, int i) {
    return value(node, operand)[
        Strides.broadcast(shape(node, operand), node.shape()).applyAsInt(i)];
  }

  private double[] pick(Node node, IntUnaryOperator source) {
    return each(node, i -> value(node, 0)[source.applyAsInt(i)]);
  }

  private double[] scatter(Node node, IntUnaryOperator target) {
    double[] result = new double[node.shape().elements()];
    double[] updates = value(node, 0);
    for (int i = 0; i < updates.length; i++) {
      result[target.applyAsInt(i)] += updates[i];
    }
    return result;
  }

  /** From a position in gathered rows to the one in the table. */
  private IntUnaryOperator rows(Node node, Shape table, Shape gathered, int axis) {
    double[] indices = value(node, 1);
    int inner = 1;
    for (int i = axis + 1; i < table.rank(); i++) {
      inner *= table.dimension(i);
    }
    int columns = inner;
    int length = table.dimension(axis);
    return i -> {
      int outer = i / (columns * indices.length);
      int row = Math.floorMod((int) indices[i / columns % indices.length], length);
      return (outer * length + row) * columns + i % columns;
    };
  }

  private double flat(Node node, Shape table, int i) {
    double position = 0;
    for (int axis = 0; axis < table.rank(); axis++) {
      int length = table.dimension(axis);
      position = position * length + Math.floorMod((int) value(node, axis)[i], length);
    }
    return position;
  }

  /** From a position in gathered elements to the one in the table. */
  private IntUnaryOperator elements(Node node, Shape table, Shape gathered, int axis) {
    double[] indices = value(node, 1);
    int inner = Strides.of(table)[axis];
    int length = table.dimension(axis);
    int count = gathered.dimension(axis);
    return i ->
        (i / (inner * count) * length + Math.floorMod((int) indices[i], length)) * inner
            + i % inner;
  }

  private double[] topIndices(Node node, int k) {
    double[] x = value(node, 0);
    int columns = shape(node, 0).dimension(-1);
    return each(
        node,
        place -> {
          int first = place / k * columns;
          List<Integer> order = new ArrayList<>(IntStream.range(0, columns).boxed().toList());
          order.sort(Comparator.comparingDouble(i -> 0 - x[first + i]));
          return (double) order.get(place % k);
        });
  }

  private double[] cumulativeSum(Node node, int axis, boolean reverse) {
    double[] x = value(node, 0);
    int inner = Strides.of(node.shape())[axis];
    int length = node.shape().dimension(axis);
    return each(
        node,
        i -> {
          int place = i / inner % length;
          double sum = 0;
          for (int j = reverse ? place : 0; j <= (reverse ? length - 1 : place); j++) {
            sum += x[i + (j - place) * inner];
          }
          return sum;
        });
  }

  private double[] matMul(Node node, boolean transposeA, boolean transposeB) {
    double[] a = value(node, 0);
    double[] b = value(node, 1);
    int rows = node.shape().dimension(-2);
    int columns = node.shape().dimension(-1);
    int inner = shape(node, 0).dimension(transposeA ? -2 : -1);
    return each(
        node,
        i -> {
          int batch = i / (rows * columns);
          int row = i / columns % rows;
          int column = i % columns;
          int startA = shape(node, 0).rank() > 2 ? batch * rows * inner : 0;
          int startB = shape(node, 1).rank() > 2 ? batch * inner * columns : 0;
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum +=
                a[startA + (transposeA ? k * rows + row : row * inner + k)]
                    * b[startB + (transposeB ? column * inner + k : k * columns + column)];
          }
          return sum;
        });
  }

  private double[] reduce(Node node, Reduction reduction) {
    double[] result = new double[node.shape().elements()];
    Arrays.fill(result, reduction == Reduction.SUM ? 0 : Double.NEGATIVE_INFINITY);
    IntUnaryOperator target = Strides.broadcast(node.shape(), shape(node, 0));
    double[] x = value(node, 0);
    for (int i = 0; i < x.length; i++) {
      int k = target.applyAsInt(i);
      result[k] = reduction == Reduction.SUM ? result[k] + x[i] : Math.max(result[k], x[i]);
    }
    return result;
  }

  private double[] concat(Node node, int axis) {
    double[] result = new double[node.shape().elements()];
    int start = 0;
    for (Node part : node.inputs()) {
      IntUnaryOperator target = Strides.along(node.shape(), axis, start, part.shape());
      double[] x = values.get(part);
      for (int i = 0; i < x.length; i++) {
        result[target.applyAsInt(i)] = x[i];
      }
      start += part.shape().dimension(axis);
    }
    return result;
  }

  private double[] convolution(Node node, Operation.Convolution convolution) {
    double[] result = new double[node.shape().elements()];
    int part = convolution.part().ordinal();
    List<Shape> shapes = new ArrayList<>(List.of(shape(node, 0), shape(node, 1)));
    List<double[]> parts = new ArrayList<>(List.of(value(node, 0), value(node, 1)));
    shapes.add(part, node.shape());
    parts.add(part, result);
    WindowEvaluator.convolution(convolution, shapes, parts);
    return result;
  }

  private double[] softmax(Node node, boolean logarithm) {
    double[] x = value(node, 0);
    int classes = node.shape().dimension(-1);
    return each(
        node,
        i -> {
          double logit = x[i] - logSum(x, i / classes * classes, classes);
          return logarithm ? logit : Math.exp(logit);
        });
  }

  private double[] crossEntropy(Node node) {
    double[] x = value(node, 0);
    int classes = shape(node, 0).dimension(-1);
    return each(
        node, i -> logSum(x, i * classes, classes) - x[i * classes + (int) value(node, 1)[i]]);
  }

  private static double logSum(double[] x, int start, int length) {
    double max = Arrays.stream(x, start, start + length).max().orElseThrow();
    double sum = Arrays.stream(x, start, start + length).map(v -> Math.exp(v - max)).sum();
    return max + Math.log(sum);
  }
}

package io.basinwatch.engine.graph;

import io.basinwatch.engine.graph.Operation.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Evaluates operations whose operands are all constants, as long as the result is not much larger
 * than they are. Integer shape arithmetic disappears here.
 *
 * <p>Numbers are computed in float64 and, beside that, in {@link Float32}.
 */
final class Folding {
  /** Results up to this many elements are always folded. */
  private static final int SMALL = 1024;

  /** The same for whole numbers, with which there is no arithmetic at run time. */
  private static final int SMALL_INTEGER = 1 << 24;

  private final List<TensorData> operands;
  private final ElementType type;
  private final Shape shape;

  private Folding(List<TensorData> operands, ElementType type, Shape shape) {
    this.operands = operands;
    this.type = type;
    this.shape = shape;
  }

  /** The result, or null where it is not constant, would be large, or is not worth the code. */
  static TensorData fold(Operation operation, List<Node> inputs, ElementType type, Shape shape) {
    if (inputs.isEmpty() || !inputs.stream().allMatch(node -> isConstant(node, type))) {
      return null;
    }
    int given = inputs.stream().mapToInt(node -> node.shape().elements()).max().orElseThrow();
    int small = type == ElementType.INTEGER ? SMALL_INTEGER : SMALL;
    if (shape.elements() > Math.max(small, given)) {
      return null;
    }
    List<TensorData> operands = inputs.stream().map(Folding::numbers).toList();
    Folding folding = new Folding(operands, type, shape);
    double[] values = folding.values(operation);
    return values == null ? null : folding.besideFloat32(operation, values);
  }

  /** The result beside the one that float32 gives. */
  private TensorData besideFloat32(Operation operation, double[] values) {
    List<TensorData> singles = operands.stream().map(TensorData::single).toList();
    boolean same = operands.stream().allMatch(TensorData::isSingle);
    double[] exact = same ? values : new Folding(singles, type, shape).values(operation);
    double[] rounded = Float32.result(operation, type, singles, exact);
    return Float32.decides(operation, type) || Arrays.equals(values, rounded)
        ? new TensorData(shape, rounded)
        : new TensorData(shape, values, rounded);
  }

  /** Whether a node's numbers are there; a filled tensor's are where whole numbers need them. */
  private static boolean isConstant(Node node, ElementType result) {
    return switch (node.operation()) {
      case Operation.Constant _ -> true;
      case Operation.Broadcast() ->
          result == ElementType.INTEGER
              && node.inputs().getFirst().operation() instanceof Operation.Constant
              && node.shape().elements() <= SMALL_INTEGER;
      default -> false;
    };
  }

  private static TensorData numbers(Node node) {
    return node.operation() instanceof Operation.Constant(TensorData data)
        ? data
        : new Folding(
                List.of(numbers(node.inputs().getFirst()).single()), node.type(), node.shape())
            .spread();
  }

  /** The operands' numbers in the result's places, or null where it is not only moves. */
  static TensorData moved(Operation operation, List<TensorData> operands, Shape shape) {
    return switch (operation) {
      case Operation.Reshape _,
          Operation.Permute _,
          Operation.Broadcast _,
          Operation.Slice _,
          Operation.Concat _,
          Operation.Gather _ ->
          new TensorData(
              shape, new Folding(operands, ElementType.INTEGER, shape).values(operation));
      default -> null;
    };
  }

  private TensorData spread() {
    return new TensorData(shape, pick(broadcast(0)));
  }

  private double[] values(Operation operation) {
    return switch (operation) {
      case Operation.Unary(Operation.UnaryFunction function) ->
          each(i -> ScalarFunctions.apply(function, at(0, i)));
      case Operation.Binary(Operation.BinaryFunction function) -> binary(function);
      case Operation.Where() -> where();
      case Operation.Reshape() -> operands.getFirst().values();
      case Operation.ToReal() -> operands.getFirst().values();
      case Operation.ToInteger() -> each(i -> truncate(at(0, i)));
      case Operation.Broadcast() -> // of REAL: stays, so that a filled tensor remains one number
          type == ElementType.INTEGER || shape.elements() == 1 ? pick(broadcast(0)) : null;
      case Operation.Permute(List<Integer> axes) ->
          pick(Strides.permute(operands.getFirst().shape(), axes));
      case Operation.Slice(List<Integer> starts, List<Integer> steps) ->
          pick(Strides.slice(operands.getFirst().shape(), starts, steps, shape));
      case Operation.Reduce(Reduction reduction, List<Integer> axes) -> reduce(reduction);
      case Operation.Concat(int axis) -> concat(axis);
      case Operation.Gather(int axis) -> pick(indexing(axis).rows(operands.getFirst().shape()));
      case Operation.ScatterAdd(int axis) -> scatter(indexing(axis).rows(shape));
      case Operation.GatherElements(int axis) ->
          pick(indexing(axis).elements(operands.getFirst().shape()));
      case Operation.ScatterAddElements(int axis) -> scatter(indexing(axis).elements(shape));
      case Operation.FlatIndex(Shape table) -> each(i -> AxisIndices.flat(operands, table, i));
      case Operation.CumulativeSum(int axis, boolean reverse) -> cumulativeSum(axis, reverse);
      default -> null;
    };
  }

  private interface ElementFunction {
    double at(int i);
  }

  private double[] each(ElementFunction function) {
    double[] values = new double[shape.elements()];
    Arrays.setAll(values, function::at);
    return values;
  }

  private double at(int operand, int i) {
    return operands.get(operand).values()[i];
  }

  private IntUnaryOperator broadcast(int operand) {
    return Strides.broadcast(operands.get(operand).shape(), shape);
  }

  private double[] pick(IntUnaryOperator source) {
    return each(i -> at(0, source.applyAsInt(i)));
  }

  private AxisIndices indexing(int axis) {
    return new AxisIndices(operands.get(1), axis);
  }

  private double[] scatter(IntUnaryOperator target) {
    double[] values = new double[shape.elements()];
    for (int i = 0; i < operands.getFirst().values().length; i++) {
      values[target.applyAsInt(i)] += at(0, i);
    }
    return values;
  }

  private double[] cumulativeSum(int axis, boolean reverse) {
    int inner = Strides.of(shape)[axis];
    int length = shape.dimension(axis);
    double[] values = operands.getFirst().values().clone();
    for (int step = 0; step < values.length; step++) {
      int i = reverse ? values.length - 1 - step : step;
      int before = reverse ? i + inner : i - inner;
      boolean first = i / inner % length == (reverse ? length - 1 : 0);
      values[i] += first ? 0 : values[before];
    }
    return values;
  }

  private double[] binary(Operation.BinaryFunction function) {
    IntUnaryOperator a = broadcast(0);
    IntUnaryOperator b = broadcast(1);
    return each(
        i -> {
          double result =
              ScalarFunctions.apply(function, at(0, a.applyAsInt(i)), at(1, b.applyAsInt(i)));
          return type == ElementType.INTEGER ? truncate(result) : result;
        });
  }

  private static double truncate(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  private double[] where() {
    IntUnaryOperator condition = broadcast(0);
    IntUnaryOperator a = broadcast(1);
    IntUnaryOperator b = broadcast(2);
    return each(
        i -> at(0, condition.applyAsInt(i)) != 0 ? at(1, a.applyAsInt(i)) : at(2, b.applyAsInt(i)));
  }

  private double[] reduce(Reduction reduction) {
    Shape whole = operands.getFirst().shape();
    IntUnaryOperator target = Strides.broadcast(shape, whole);
    double[] values = new double[shape.elements()];
    Arrays.fill(values, reduction == Reduction.SUM ? 0 : Double.NEGATIVE_INFINITY);
    for (int i = 0; i < whole.elements(); i++) {
      int k = target.applyAsInt(i);
      values[k] = reduction == Reduction.SUM ? values[k] + at(0, i) : Math.max(values[k], at(0, i));
    }
    return values;
  }

  private double[] concat(int axis) {
    double[] values = new double[shape.elements()];
    int start = 0;
    for (TensorData part : operands) {
      IntUnaryOperator target = Strides.along(shape, axis, start, part.shape());
      for (int i = 0; i < part.values().length; i++) {
        values[target.applyAsInt(i)] = part.values()[i];
      }
      start += part.shape().dimension(axis);
    }
    return values;
  }
}

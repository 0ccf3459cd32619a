package io.basinwatch.engine.graph;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes nodes: infers their shapes, gives equal nodes back as one object, folds constants and
 * applies {@link Simplifications}. Nodes that nothing leads to from an output are simply not part
 * of a program.
 *
 * <p>Operands that do not fit together fail with an {@link IllegalArgumentException} that shows
 * their shapes.
 */
public final class GraphBuilder {
  private record Key(Operation operation, List<Node> inputs, ElementType type, Shape shape) {}

  private final Map<Key, Node> nodes = new HashMap<>();
  private final Map<List<Double>, Node> scalars = new HashMap<>();
  private final ModelLimits limits;
  private long constantElements;

  public GraphBuilder() {
    this(ModelLimits.DEFAULT);
  }

  /** A builder that fails with an {@link InvalidInputException} beyond the limits. */
  public GraphBuilder(ModelLimits limits) {
    this.limits = limits;
  }

  public ModelLimits limits() {
    return limits;
  }

  public Node input(String name, ElementType type, Shape shape) {
    return node(new Operation.Input(name), type, shape);
  }

  /** A REAL slice of a flat vector; see {@link Operation.Parameter}. */
  public Node parameter(Operation.Parameter.Space vector, String name, int offset, Shape shape) {
    return node(new Operation.Parameter(vector, name, offset), ElementType.REAL, shape);
  }

  public Node constant(ElementType type, TensorData data) {
    requireRoom(data.values().length);
    constantElements += data.values().length;
    return node(new Operation.Constant(data), type, data.shape());
  }

  /** To be asked before an array is made for so many more numbers that are fixed in the graph. */
  public void requireRoom(long elements) {
    if (constantElements + elements > limits.constantElements()) {
      throw new InvalidInputException(
          "model: its constants have more than %d numbers; the setting %s allows no more"
              .formatted(limits.constantElements(), ModelLimits.CONSTANT_ELEMENTS));
    }
  }

  /** A REAL constant without dimensions. */
  public Node scalar(double value) {
    return scalar(new TensorData(Shape.of(), new double[] {value}));
  }

  private Node scalar(TensorData data) {
    return scalars.computeIfAbsent(
        List.of(data.values()[0], data.singles()[0]), _ -> constant(ElementType.REAL, data));
  }

  /** One number in every place of a shape. */
  public Node filled(double value, Shape shape) {
    return broadcast(scalar(value), shape);
  }

  public Node unary(UnaryFunction function, Node x) {
    return node(new Operation.Unary(function), x.type(), x.shape(), x);
  }

  public Node binary(BinaryFunction function, Node a, Node b) {
    Shapes.requireSameType(function.name(), a, b);
    boolean comparison = function == BinaryFunction.EQUAL || function == BinaryFunction.GREATER;
    ElementType type = comparison ? ElementType.REAL : a.type();
    return node(new Operation.Binary(function), type, Shapes.broadcast(a.shape(), b.shape()), a, b);
  }

  public Node add(Node a, Node b) {
    return binary(BinaryFunction.ADD, a, b);
  }

  public Node subtract(Node a, Node b) {
    return binary(BinaryFunction.SUBTRACT, a, b);
  }

  public Node multiply(Node a, Node b) {
    return binary(BinaryFunction.MULTIPLY, a, b);
  }

  public Node divide(Node a, Node b) {
    return binary(BinaryFunction.DIVIDE, a, b);
  }

  /** factor * x. */
  public Node scale(double factor, Node x) {
    return multiply(x, scalar(factor));
  }

  public Node negate(Node x) {
    return unary(UnaryFunction.NEGATE, x);
  }

  public Node where(Node condition, Node a, Node b) {
    Shapes.requireSameType("where", a, b);
    Shape shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(a.shape(), b.shape()));
    return node(new Operation.Where(), a.type(), shape, condition, a, b);
  }

  /**
   * Product of the last two dimensions; the leading ones are broadcast as in NumPy. Where only a
   * has leading dimensions they are merged with its rows, so that one large product is left.
   */
  public Node matMul(Node a, Node b, boolean transposeA, boolean transposeB) {
    Shapes.requireSameType("a matrix product", a, b);
    Shape shape = Shapes.matMul(a.shape(), b.shape(), transposeA, transposeB);
    if (a.shape().rank() > 2 && b.shape().rank() == 2 && !transposeA) {
      Node rows = reshape(a, Shapes.mergeLeading(a.shape()));
      return reshape(matMul(rows, b, false, transposeB), shape);
    }
    Node left = broadcastLeading(a, shape);
    Node right = broadcastLeading(b, shape);
    return node(new Operation.MatMul(transposeA, transposeB), a.type(), shape, left, right);
  }

  public Node matMul(Node a, Node b) {
    return matMul(a, b, false, false);
  }

  /** Reduction over axes, which stay with length 1; a negative axis counts from the end. */
  public Node reduce(Reduction reduction, Node x, List<Integer> axes) {
    List<Integer> sorted = Shapes.normalizeAxes(axes, x.shape());
    return node(
        new Operation.Reduce(reduction, sorted), x.type(), Shapes.reduce(x.shape(), sorted), x);
  }

  public Node sum(Node x, List<Integer> axes) {
    return reduce(Reduction.SUM, x, axes);
  }

  /** The sum of all elements, without dimensions. */
  public Node sumAll(Node x) {
    return reshape(sum(x, Shapes.allAxes(x.shape())), Shape.of());
  }

  /** Sums x over the axes along which a tensor of {@code shape} was broadcast to x's shape. */
  public Node sumTo(Node x, Shape shape) {
    return reshape(sum(x, Shapes.broadcastAxes(shape, x.shape())), shape);
  }

  public Node reshape(Node x, Shape shape) {
    Shapes.requireSameElements(x.shape(), shape);
    return node(new Operation.Reshape(), x.type(), shape, x);
  }

  public Node permute(Node x, List<Integer> permutation) {
    return node(
        new Operation.Permute(permutation), x.type(), Shapes.permute(x.shape(), permutation), x);
  }

  public Node broadcast(Node x, Shape shape) {
    Shapes.requireBroadcast(x.shape(), shape);
    return node(new Operation.Broadcast(), x.type(), shape, x);
  }

  /** x broadcast to the shape that its own and another make together. */
  public Node broadcastTogether(Node x, Shape other) {
    return broadcast(x, Shapes.broadcast(x.shape(), other));
  }

  /** Elements start, start + step, ... of each dimension, {@code shape} of them. */
  public Node slice(Node x, List<Integer> starts, List<Integer> steps, Shape shape) {
    Shapes.requireSlice(x.shape(), starts, steps, shape);
    return node(new Operation.Slice(starts, steps), x.type(), shape, x);
  }

  /** Elements start, start + 1, ... along one axis. */
  public Node slice(Node x, int axis, int start, int count) {
    List<Integer> starts = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0));
    starts.set(axis, start);
    return slice(x, starts, Collections.nCopies(x.shape().rank(), 1), x.shape().with(axis, count));
  }

  /** x in reverse order along an axis. */
  public Node reverse(Node x, int axis) {
    List<Integer> starts = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(x.shape().rank(), 1));
    starts.set(axis, Math.max(x.shape().dimension(axis) - 1, 0));
    steps.set(axis, -1);
    return slice(x, starts, steps, x.shape());
  }

  /** Zeros of {@code shape} with x at start, start + step, ... of each dimension. */
  public Node unslice(Node x, List<Integer> starts, List<Integer> steps, Shape shape) {
    Shapes.requireSlice(shape, starts, steps, x.shape());
    return node(new Operation.Unslice(starts, steps), x.type(), shape, x);
  }

  public Node concat(List<Node> parts, int axis) {
    Shape shape = Shapes.concat(parts, axis);
    return node(
        new Operation.Concat(axis), parts.getFirst().type(), shape, parts.toArray(Node[]::new));
  }

  /** Rows of data along an axis; the axis is replaced by the dimensions of the indices. */
  public Node gather(Node data, Node indices, int axis) {
    Shapes.requireInteger("gather's indices", indices);
    Shape shape = Shapes.gather(data.shape(), indices.shape(), axis);
    return node(new Operation.Gather(axis), data.type(), shape, data, indices);
  }

  /** REAL zeros of {@code shape} with updates added where {@link #gather} would read. */
  public Node scatterAdd(Node updates, Node indices, int axis, Shape shape) {
    Shapes.requireInteger("scatter's indices", indices);
    Shapes.requireEqual(
        "scatter's updates", updates.shape(), Shapes.gather(shape, indices.shape(), axis));
    return node(new Operation.ScatterAdd(axis), ElementType.REAL, shape, toReal(updates), indices);
  }

  /** The elements of each line along an axis that the indices of its own name. */
  public Node gatherElements(Node data, Node indices, int axis) {
    Shapes.requireInteger("gather's indices", indices);
    Shapes.requireAlike("gather's indices", indices.shape(), data.shape(), axis);
    return node(new Operation.GatherElements(axis), data.type(), indices.shape(), data, indices);
  }

  /** REAL zeros of {@code shape} with updates added where {@link #gatherElements} would read. */
  public Node scatterAddElements(Node updates, Node indices, int axis, Shape shape) {
    Shapes.requireInteger("scatter's indices", indices);
    Shapes.requireEqual("scatter's updates", updates.shape(), indices.shape());
    Shapes.requireAlike("scatter's indices", indices.shape(), shape, axis);
    return node(
        new Operation.ScatterAddElements(axis), ElementType.REAL, shape, toReal(updates), indices);
  }

  /** Where indices along each axis of a table point to in the table with its dimensions in one. */
  public Node flatIndex(List<Node> indices, Shape table) {
    Shape shape = indices.getFirst().shape();
    for (Node axis : indices) {
      Shapes.requireInteger("indices along an axis", axis);
      Shapes.requireEqual("indices along an axis", axis.shape(), shape);
    }
    return node(
        new Operation.FlatIndex(table), ElementType.INTEGER, shape, indices.toArray(Node[]::new));
  }

  /** Along the last axis the INTEGER indices of the k largest elements, the largest first. */
  public Node topIndices(Node x, int k) {
    Shape shape = Shapes.top(x.shape(), k);
    return node(new Operation.TopIndices(k), ElementType.INTEGER, shape, toReal(x));
  }

  /** Sums along an axis up to each element, or from each element on. */
  public Node cumulativeSum(Node x, int axis, boolean reverse) {
    return node(new Operation.CumulativeSum(axis, reverse), x.type(), x.shape(), x);
  }

  /** y (batch, outputs, positions...) of x (batch, inputs, spatial...) and w (outputs, ...). */
  public Node convolution(Node x, Node w, Window window, int groups) {
    Shape shape = WindowShapes.convolution(x.shape(), w.shape(), window, groups);
    return convolution(ConvolutionPart.OUTPUT, window, groups, List.of(x, w), shape);
  }

  /**
   * One tensor of a convolution from the two others, in the order of {@link ConvolutionPart}.
   *
   * @param shape of the result: a window does not say it for the input
   */
  public Node convolution(
      ConvolutionPart part, Window window, int groups, List<Node> others, Shape shape) {
    List<Shape> shapes = new ArrayList<>(others.stream().map(Node::shape).toList());
    shapes.add(part.ordinal(), shape);
    Shape y = WindowShapes.convolution(shapes.get(0), shapes.get(1), window, groups);
    Shapes.requireEqual("a convolution's output", shapes.get(2), y);
    Operation operation = new Operation.Convolution(part, window, groups);
    Node[] reals = others.stream().map(this::toReal).toArray(Node[]::new);
    return node(operation, ElementType.REAL, shape, reals);
  }

  /** INTEGER: where in its plane each window's first largest element lies. */
  public Node windowArgmax(Node x, Window window) {
    Shape shape = WindowShapes.planes(x.shape(), window);
    return node(new Operation.WindowArgmax(window), ElementType.INTEGER, shape, toReal(x));
  }

  /** Over the last axis. */
  public Node softmax(Node x) {
    return node(new Operation.Softmax(), ElementType.REAL, x.shape(), toReal(x));
  }

  /** Over the last axis. */
  public Node logSoftmax(Node x) {
    return node(new Operation.LogSoftmax(), ElementType.REAL, x.shape(), toReal(x));
  }

  /** -log softmax(logits)[target]: logits (..., C), target (...) INTEGER. */
  public Node softmaxCrossEntropy(Node logits, Node target) {
    Shapes.requireInteger("target", target);
    Shape shape = Shapes.withoutLast(logits.shape());
    Shapes.requireEqual("target", target.shape(), shape);
    return node(new Operation.SoftmaxCrossEntropy(), ElementType.REAL, shape, logits, target);
  }

  /** INTEGER (...) -> REAL (..., classes). */
  public Node oneHot(Node indices, int classes) {
    Shapes.requireInteger("one-hot's indices", indices);
    Shape shape = Shapes.append(indices.shape(), classes);
    return node(new Operation.OneHot(), ElementType.REAL, shape, indices);
  }

  /** INTEGER -> REAL; a REAL node as it is. */
  public Node toReal(Node x) {
    return x.type() == ElementType.REAL
        ? x
        : node(new Operation.ToReal(), ElementType.REAL, x.shape(), x);
  }

  /** REAL -> INTEGER, rounded towards zero; an INTEGER node as it is. */
  public Node toInteger(Node x) {
    return x.type() == ElementType.INTEGER
        ? x
        : node(new Operation.ToInteger(), ElementType.INTEGER, x.shape(), x);
  }

  /** As numbers of a type; a node that has it as it is. */
  public Node to(ElementType type, Node x) {
    return type == ElementType.INTEGER ? toInteger(x) : toReal(x);
  }

  private Node broadcastLeading(Node x, Shape product) {
    Shape leading = Shapes.leading(x.shape());
    Shape wanted = Shapes.leading(product);
    return leading.rank() == 0 || leading.equals(wanted)
        ? x
        : broadcast(x, Shapes.withLeading(wanted, x.shape()));
  }

  private Node node(Operation operation, ElementType type, Shape shape, Node... operands) {
    List<Node> inputs = List.of(operands);
    Node simpler = Simplifications.simplify(this, operation, inputs, shape);
    if (simpler != null) {
      return simpler;
    }
    TensorData folded =
        shape.elements() > limits.constantElements() - constantElements
            ? null
            : Folding.fold(operation, inputs, type, shape);
    if (folded != null) {
      return folded.shape().rank() == 0 && type == ElementType.REAL
          ? scalar(folded)
          : constant(type, folded);
    }
    if (Shapes.isArithmetic(operation)
        && inputs.stream().anyMatch(x -> x.type() == ElementType.INTEGER)) {
      return throughReals(operation, type, shape, inputs);
    }
    if (nodes.size() >= limits.operations()) {
      throw new InvalidInputException(
          "model: its graph has more than %d operations; the setting %s allows no more"
              .formatted(limits.operations(), ModelLimits.OPERATIONS));
    }
    return nodes.computeIfAbsent(
        new Key(operation, inputs, type, shape), key -> new Node(operation, inputs, type, shape));
  }

  /**
   * Whole numbers that are not constant are only moved about at run time: computing with them goes
   * through REAL, which is exact as long as they stay below 2^24 in float32.
   */
  private Node throughReals(
      Operation operation, ElementType type, Shape shape, List<Node> operands) {
    Node[] reals = operands.stream().map(this::toReal).toArray(Node[]::new);
    Node result = node(operation, ElementType.REAL, shape, reals);
    return to(type, result);
  }
}

package io.basinwatch.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, Shape.of(3, 4));
  private final Node i = b.input("i", ElementType.INTEGER, Shape.of(3));

  private Node integers(double... values) {
    return b.constant(ElementType.INTEGER, new TensorData(Shape.of(values.length), values));
  }

  private static void refused(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void equalNodesAreOne() {
    assertThat(b.multiply(x, b.unary(UnaryFunction.TANH, x)))
        .isSameAs(b.multiply(x, b.unary(UnaryFunction.TANH, x)));
    assertThat(b.scalar(.5)).isSameAs(b.add(b.scalar(.25), b.scalar(.25)));
    assertThat(b.unary(UnaryFunction.TANH, x)).isNotSameAs(b.unary(UnaryFunction.EXP, x));
  }

  @Test
  void neutralElementsVanish() {
    assertThat(b.add(x, b.filled(0, Shape.of(3, 4)))).isSameAs(x);
    assertThat(b.add(b.scalar(0), x)).isSameAs(x);
    assertThat(b.subtract(x, b.scalar(0))).isSameAs(x);
    assertThat(b.multiply(b.scalar(1), x)).isSameAs(x);
    assertThat(b.divide(x, b.filled(1, Shape.of(4)))).isSameAs(x);
    assertThat(b.negate(b.negate(x))).isSameAs(x);
    assertThat(b.binary(BinaryFunction.POWER, x, b.scalar(2)))
        .isSameAs(b.unary(UnaryFunction.SQUARE, x));
  }

  @Test
  void neutralElementsThatBroadcastDoNotChangeTheShape() {
    assertThat(b.add(x, b.filled(0, Shape.of(2, 3, 4))).shape()).isEqualTo(Shape.of(2, 3, 4));
  }

  @Test
  void rowsInEqualStepsAreASlice() {
    assertThat(b.gather(x, integers(0, 1, 2), 0)).isSameAs(x);
    assertThat(b.gather(x, integers(3, 1), 1))
        .isSameAs(b.slice(x, List.of(0, 3), List.of(1, -2), Shape.of(3, 2)));
    assertThat(b.gather(x, b.reshape(integers(-1), Shape.of()), 0))
        .isSameAs(b.reshape(b.slice(x, List.of(2, 0), List.of(1, 1), Shape.of(1, 4)), Shape.of(4)));
    assertThat(b.gather(x, integers(0, 0), 0).operation()).isEqualTo(new Operation.Gather(0));
    assertThat(b.gather(x, integers(0, 2, 1), 0).operation()).isEqualTo(new Operation.Gather(0));
  }

  @Test
  void changesOfShapeAreMerged() {
    assertThat(b.reshape(b.reshape(x, Shape.of(12)), Shape.of(3, 4))).isSameAs(x);
    assertThat(b.reshape(b.reshape(x, Shape.of(12)), Shape.of(2, 6)).inputs()).containsExactly(x);
    assertThat(b.permute(b.permute(x, List.of(1, 0)), List.of(1, 0))).isSameAs(x);
    assertThat(b.broadcast(b.broadcast(x, Shape.of(2, 3, 4)), Shape.of(5, 2, 3, 4)).inputs())
        .containsExactly(x);
    assertThat(b.slice(x, List.of(0, 0), List.of(1, 1), Shape.of(3, 4))).isSameAs(x);
    assertThat(b.concat(List.of(x), 0)).isSameAs(x);
  }

  @Test
  void aTransposedFactorBecomesAFlag() {
    // Given
    Node y = b.input("y", ElementType.REAL, Shape.of(5, 4));
    // When
    Node product = b.matMul(x, b.permute(y, List.of(1, 0)));
    // Then
    assertThat(product.operation()).isEqualTo(new Operation.MatMul(false, true));
    assertThat(product.inputs()).containsExactly(x, y);
  }

  @Test
  void aTransposedFactorTimesANumberBecomesAFlag() {
    // Given
    Node y = b.input("y", ElementType.REAL, Shape.of(5, 4));
    // When
    Node right = b.matMul(x, b.scale(3, b.permute(y, List.of(1, 0))));
    Node left = b.matMul(b.multiply(b.scalar(3), b.permute(y, List.of(1, 0))), y);
    // Then
    assertThat(right.operation()).isEqualTo(new Operation.MatMul(false, true));
    assertThat(right.inputs()).containsExactly(x, b.scale(3, y));
    assertThat(left.operation()).isEqualTo(new Operation.MatMul(true, false));
    assertThat(left.inputs()).containsExactly(b.multiply(b.scalar(3), y), y);
  }

  @Test
  void aTransposedFactorWhoseBatchIsReshapedBecomesAFlag() {
    // Given
    Node left = b.input("left", ElementType.REAL, Shape.of(2, 3, 7, 4));
    Node y = b.input("y", ElementType.REAL, Shape.of(6, 5, 4));
    Node transposed = b.reshape(b.permute(y, List.of(0, 2, 1)), Shape.of(2, 3, 4, 5));
    // When
    Node product = b.matMul(left, b.scale(3, transposed));
    // Then
    assertThat(product.operation()).isEqualTo(new Operation.MatMul(false, true));
    assertThat(product.inputs())
        .containsExactly(left, b.scale(3, b.reshape(y, Shape.of(2, 3, 5, 4))));
  }

  @Test
  void aFactorWhoseRowsAreReshapedStaysAsItIs() {
    // Given
    Node y = b.input("y", ElementType.REAL, Shape.of(10, 2));
    Node reshaped = b.reshape(b.permute(y, List.of(1, 0)), Shape.of(4, 5));
    // When
    Node product = b.matMul(x, reshaped);
    // Then
    assertThat(product.inputs()).containsExactly(x, reshaped);
  }

  @Test
  void aSumIsTakenBeforeTheSign() {
    assertThat(b.sum(b.negate(x), List.of(1))).isSameAs(b.negate(b.sum(x, List.of(1))));
    assertThat(b.reduce(Operation.Reduction.MAX, b.negate(x), List.of(1)).inputs())
        .containsExactly(b.negate(x));
  }

  @Test
  void leadingDimensionsAreMergedIntoRows() {
    // Given
    Node batch = b.input("batch", ElementType.REAL, Shape.of(2, 5, 3));
    // When
    Node product = b.matMul(batch, x);
    // Then
    assertThat(product.shape()).isEqualTo(Shape.of(2, 5, 4));
    assertThat(product.inputs().getFirst().shape()).isEqualTo(Shape.of(10, 4));
  }

  @Test
  void operandsBroadcastByThemselves() {
    // Given
    Node row = b.input("row", ElementType.REAL, Shape.of(4));
    // When
    Node sum = b.add(x, b.broadcast(row, Shape.of(3, 4)));
    // Then
    assertThat(sum.inputs()).containsExactly(x, row);
  }

  @Test
  void wholeNumbersAreFolded() {
    // Given
    Node shape = b.concat(List.of(integers(6), integers(7, 2)), 0);
    // When
    Node folded =
        b.gather(b.binary(BinaryFunction.DIVIDE, b.negate(shape), integers(4)), integers(1), 0);
    // Then
    assertThat(folded.operation()).isInstanceOf(Operation.Constant.class);
    assertThat(((Operation.Constant) folded.operation()).data().values()).containsExactly(-1);
  }

  @Test
  void arithmeticOnWholeNumbersOfTheDataGoesThroughReals() {
    // Given
    Node sum = b.add(i, integers(2, 0, -7));
    // When
    double[] values =
        new Evaluator(Map.of("i", new double[] {1, 2, 3}), new double[0], new double[0])
            .evaluate(b.binary(BinaryFunction.DIVIDE, sum, integers(2)));
    // Then
    assertThat(sum.type()).isEqualTo(ElementType.INTEGER);
    assertThat(values).containsExactly(1, 1, -2);
  }

  @Test
  void constantIndicesAreFolded() {
    // Given
    Node table = integers(5, 6, 7);
    // When // Then
    assertThat(values(b.gather(table, integers(-1, 0), 0))).containsExactly(7, 5);
    assertThat(values(b.gatherElements(table, integers(1), 0))).containsExactly(6);
    assertThat(values(b.scatterAdd(table, integers(0, 0, -1), 0, Shape.of(2))))
        .containsExactly(11, 7);
    assertThat(values(b.cumulativeSum(table, 0, false))).containsExactly(5, 11, 18);
    assertThat(values(b.cumulativeSum(table, 0, true))).containsExactly(18, 13, 7);
  }

  @Test
  void arithmeticInFloat32Decides() {
    // Given
    Node seven = b.multiply(b.scalar(.7f), b.scalar(10));
    Node tenths = b.multiply(b.scalar(.1f), b.toReal(integers(3)));
    // When // Then
    assertThat(values(b.unary(UnaryFunction.FLOOR, seven))).containsExactly(7);
    assertThat(values(b.toInteger(seven))).containsExactly(7);
    assertThat(values(b.toInteger(b.broadcast(seven, Shape.of(2))))).containsExactly(7, 7);
    assertThat(values(b.binary(BinaryFunction.EQUAL, tenths, b.scalar(.3f)))).containsExactly(1);
    assertThat(values(seven)).containsExactly(.7f * 10.);
  }

  @Test
  void numbersThatAreNotFloat32AreNotRounded() {
    // Given
    Node large = b.toReal(integers((1 << 24) + 2));
    // When // Then
    assertThat(values(b.unary(UnaryFunction.FLOOR, b.scale(1 - 1e-9, b.scalar(7)))))
        .containsExactly(6);
    assertThat(values(b.toInteger(b.subtract(large, b.scalar(1))))).containsExactly((1 << 24) + 1);
  }

  private static double[] values(Node constant) {
    return ((Operation.Constant) constant.operation()).data().values();
  }

  @Test
  void largeConstantsAreNotSpreadOut() {
    assertThat(b.filled(1, Shape.of(1000, 1000)).operation())
        .isInstanceOf(Operation.Broadcast.class);
  }

  @Test
  void operandsThatDoNotFitAreShown() {
    Node y = b.input("y", ElementType.REAL, Shape.of(5));
    refused(() -> b.add(x, y), "[3, 4] does not broadcast with [5]");
    refused(() -> b.add(x, i), "ADD of REAL and INTEGER");
    refused(() -> b.matMul(x, y), "[3, 4] x [5]: a factor is not a matrix");
    refused(() -> b.matMul(x, x), "[3, 4] x [3, 4]: inner dimensions differ");
    refused(() -> b.reshape(x, Shape.of(5)), "[3, 4] cannot be reshaped to [5]");
    refused(() -> b.permute(x, List.of(0, 0)), "[0, 0] is not a permutation of the axes of [3, 4]");
    refused(() -> b.reduce(Reduction.MAX, x, List.of(2)), "[3, 4] has no axis 2");
    refused(
        () -> b.slice(x, List.of(0, 2), List.of(1, 2), Shape.of(3, 2)),
        "[3, 2] from [0, 2] by [1, 2] is not a part of [3, 4]");
    refused(() -> b.gather(x, x, 0), "gather's indices: REAL, not INTEGER");
    refused(
        () -> b.softmaxCrossEntropy(x, b.reshape(i, Shape.of(3, 1))),
        "target has shape [3, 1], not [3]");
    refused(
        () -> b.gatherElements(x, b.reshape(i, Shape.of(1, 3)), 0),
        "gather's indices has shape [1, 3], not [1, 4]");
    refused(() -> b.topIndices(x, 5), "the 5 largest of 4");
  }
}

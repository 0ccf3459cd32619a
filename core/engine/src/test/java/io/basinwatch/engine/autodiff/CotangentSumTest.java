package io.basinwatch.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CotangentSumTest {
  private final GraphBuilder b = new GraphBuilder();
  private final Shape shape = Shape.of(2, 6);

  private Node part(String name, int start, int length) {
    Node x = b.input(name, ElementType.REAL, Shape.of(2, length));
    return b.unslice(x, List.of(0, start), List.of(1, 1), shape);
  }

  private static List<Node> operands(Node... parts) {
    return List.of(parts).stream().map(part -> part.inputs().getFirst()).toList();
  }

  @Test
  void neighboursThatFillAnAxisStandSideBySide() {
    // Given
    Node first = part("a", 0, 2);
    Node second = part("b", 2, 1);
    Node third = part("c", 3, 3);

    // When
    Node sum = CotangentSum.of(b, List.of(third, first, second));

    // Then
    assertThat(sum).isSameAs(b.concat(operands(first, second, third), 1));
  }

  @Test
  void whatOverlapsOrLeavesAGapIsAdded() {
    // Given
    Node first = part("a", 0, 2);
    Node again = part("b", 0, 2);
    Node second = part("c", 2, 1);
    Node far = part("d", 4, 2);
    Node other = b.input("e", ElementType.REAL, shape);

    // When
    Node sum = CotangentSum.of(b, List.of(first, again, other, second, far));

    // Then
    Node run = b.concat(operands(first, second), 1);
    Node place = b.unslice(run, List.of(0, 0), List.of(1, 1), shape);
    assertThat(sum).isSameAs(b.add(b.add(b.add(other, place), again), far));
  }

  @Test
  void thinProductsBecomeOne() {
    // Given
    List<Node> left = new ArrayList<>();
    List<Node> right = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      left.add(b.input("left" + t, ElementType.REAL, Shape.of(2, 8)));
      right.add(b.input("right" + t, ElementType.REAL, Shape.of(2, 9)));
    }
    Node wide =
        b.matMul(
            b.input("wide", ElementType.REAL, Shape.of(8, 50)),
            b.input("tall", ElementType.REAL, Shape.of(50, 9)));

    // When
    List<Node> parts = new ArrayList<>();
    parts.add(wide);
    for (int t = 2; t >= 0; t--) {
      parts.add(b.matMul(left.get(t), right.get(t), true, false));
    }
    Node sum = CotangentSum.of(b, parts);

    // Then
    Node together = b.matMul(b.concat(left, 0), b.concat(right, 0), true, false);
    assertThat(sum).isSameAs(b.add(wide, together));
  }

  @Test
  void stepsOfASequenceTakeTimeInProportion() {
    // Given
    int steps = 64;
    Node x = b.parameter(Operation.Parameter.Space.WEIGHTS, "x", 0, Shape.of(3, steps, 5));
    List<Node> states = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Node step = b.slice(x, List.of(0, t, 0), List.of(1, 1, 1), Shape.of(3, 1, 5));
      states.add(b.unary(Operation.UnaryFunction.TANH, step));
    }

    // When
    Node loss = b.sumAll(b.concat(states, 1));
    List<Node> gradient = Gradients.of(b, loss, b.scalar(1), List.of(x));

    // Then
    assertThat(Topology.order(gradient))
        .noneMatch(node -> node.operation() instanceof Operation.Unslice);
  }

  /** Each part's place used to be looked for among all those before it. */
  @Test
  @Timeout(20)
  void aConcatenationMayHaveManyParts() {
    // Given
    Node x = b.input("x", ElementType.REAL, Shape.of(2));
    Node whole = b.concat(Collections.nCopies(400_000, x), 0);

    // When
    List<Node> gradients = Gradients.of(b, b.sumAll(whole), b.scalar(1), List.of(x));

    // Then
    assertThat(gradients.getFirst().shape()).isEqualTo(x.shape());
  }
}

package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.List;
import java.util.Map;

/** Rotary position embedding (Su et al. 2021): pairs of features turned by their position. */
final class Rotary {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(entry("RotaryEmbedding", Operator.of(Rotary::embed)));

  private Rotary() {}

  private static Node embed(OperatorNode node) {
    GraphBuilder b = node.builder();
    Shape given = node.input(0).shape();
    boolean flat = given.rank() == 3;
    Node x = Attentions.heads(node, 0, "num_heads"); // (batch, heads, time, d)
    int size = x.shape().dimension(3);
    int turned = Math.toIntExact(node.integer("rotary_embedding_dim", 0));
    int count = turned == 0 ? size : turned;
    Node rotated =
        rotate(node, b.slice(x, 3, 0, count), table(node, 1, count / 2), table(node, 2, count / 2));
    Node y =
        count == size ? rotated : b.concat(List.of(rotated, b.slice(x, 3, count, size - count)), 3);
    return flat ? b.reshape(b.permute(y, List.of(0, 2, 1, 3)), given) : y;
  }

  /** Cosines or sines (batch, 1, time, half), looked up by position where positions are given. */
  private static Node table(OperatorNode node, int input, int half) {
    GraphBuilder b = node.builder();
    Node table = node.input(input);
    Node chosen = node.optionalInput(3).map(ids -> b.gather(table, ids, 0)).orElse(table);
    Shape shape = chosen.shape();
    if (shape.dimension(-1) != half) {
      throw new IllegalArgumentException("tables %s for %d pairs".formatted(shape, half));
    }
    return b.reshape(chosen, Shape.of(shape.dimension(0), 1, shape.dimension(1), half));
  }

  private static Node rotate(OperatorNode node, Node x, Node cosine, Node sine) {
    GraphBuilder b = node.builder();
    Shape shape = x.shape();
    int half = shape.dimension(3) / 2;
    boolean interleaved = node.integer("interleaved", 0) != 0;
    Shape half4 = shape.with(3, half);
    Node first = interleaved ? every(b, x, 0, half4) : b.slice(x, 3, 0, half);
    Node second = interleaved ? every(b, x, 1, half4) : b.slice(x, 3, half, half);
    Node real = b.subtract(b.multiply(cosine, first), b.multiply(sine, second));
    Node imaginary = b.add(b.multiply(sine, first), b.multiply(cosine, second));
    if (!interleaved) {
      return b.concat(List.of(real, imaginary), 3);
    }
    Shape pair = Literals.join(half4, Shape.of(1));
    Node pairs = b.concat(List.of(b.reshape(real, pair), b.reshape(imaginary, pair)), 4);
    return b.reshape(pairs, shape);
  }

  /** Every second feature. */
  private static Node every(GraphBuilder b, Node x, int start, Shape half) {
    return b.slice(x, List.of(0, 0, 0, start), List.of(1, 1, 1, 2), half);
  }
}

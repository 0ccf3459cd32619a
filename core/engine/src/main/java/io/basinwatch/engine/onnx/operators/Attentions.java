package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.List;
import java.util.Map;

/**
 * Scaled dot-product attention (Vaswani et al. 2017), with groups of queries that share a key
 * (Ainslie et al. 2023): a group's queries are rows of one product with their key.
 */
final class Attentions {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(entry("Attention", node -> new Attentions(node).outputs()));

  private static final List<Integer> LAST = List.of(-1);

  private final OperatorNode node;
  private final GraphBuilder b;
  private final Node q; // (batch, heads, time, size)
  private final Node k; // (batch, key heads, key time, size)
  private final Node v; // (batch, key heads, key time, value size)
  private final int past;
  private final Shape scores; // (batch, heads, time, key time)

  private Attentions(OperatorNode node) {
    if (node.optionalInput(6).isPresent()) {
      throw new IllegalArgumentException("lengths of keys (opset 24) are not supported");
    }
    this.node = node;
    this.b = node.builder();
    node.integer("softmax_precision", 1); // which is ours here
    this.q = heads(node, 0, "q_num_heads");
    this.k = joined(4, heads(node, 1, "kv_num_heads"));
    this.v = joined(5, heads(node, 2, "kv_num_heads"));
    this.past = node.optionalInput(4).map(keys -> keys.shape().dimension(2)).orElse(0);
    this.scores = q.shape().with(3, k.shape().dimension(2));
  }

  /**
   * An input (batch, time, heads size) as (batch, heads, time, size).
   *
   * @param count name of the attribute that says how many heads
   */
  static Node heads(OperatorNode node, int input, String count) {
    GraphBuilder b = node.builder();
    Node x = node.input(input);
    Shape shape = x.shape();
    if (shape.rank() == 4) {
      node.integer(count, 0); // which the shape says
      return x;
    }
    int heads = node.requiredCount(count);
    Shape split =
        Shape.of(shape.dimension(0), shape.dimension(1), heads, shape.dimension(2) / heads);
    return b.permute(b.reshape(x, split), List.of(0, 2, 1, 3));
  }

  /** Behind what was kept of earlier calls. */
  private Node joined(int input, Node x) {
    return node.optionalInput(input).map(kept -> b.concat(List.of(kept, x), 2)).orElse(x);
  }

  private List<Node> outputs() {
    double scale = node.real("scale", 1 / Math.sqrt(q.shape().dimension(3)));
    Node product = grouped(b.scale(scale, q), k, true, scores);
    double softcap = node.real("softcap", 0);
    Node capped =
        softcap == 0
            ? product
            : b.scale(softcap, b.unary(UnaryFunction.TANH, b.scale(1 / softcap, product)));
    Node masked = masked(capped);
    Node weights = weights(masked);
    Node y = grouped(weights, v, false, scores.with(3, v.shape().dimension(3)));
    int mode = Math.toIntExact(node.integer("qk_matmul_output_mode", 0));
    return List.of(
        node.input(0).shape().rank() == 4 ? y : flat(y),
        k,
        v,
        List.of(product, capped, masked, weights).get(mode));
  }

  private Node grouped(Node left, Node right, boolean transposed, Shape result) {
    Shape rows = left.shape();
    int keyHeads = right.shape().dimension(1);
    int group = rows.dimension(1) / keyHeads * rows.dimension(2);
    Shape merged = Shape.of(rows.dimension(0), keyHeads, group, rows.dimension(3));
    return b.reshape(b.matMul(b.reshape(left, merged), right, false, transposed), result);
  }

  private Node flat(Node y) {
    Node rows = b.permute(y, List.of(0, 2, 1, 3));
    Shape shape = rows.shape();
    return b.reshape(
        rows,
        Shape.of(shape.dimension(0), shape.dimension(1), shape.dimension(2) * shape.dimension(3)));
  }

  private Node masked(Node product) {
    Node result = product;
    if (node.optionalInput(3).isPresent()) {
      Node mask = node.inputWithin(3, scores);
      result =
          node.isTruth(3)
              ? b.where(mask, product, b.scalar(Double.NEGATIVE_INFINITY))
              : b.add(product, mask);
    }
    return node.integer("is_causal", 0) == 0 ? result : b.add(result, causal());
  }

  /** 0 where a query sees a key, minus infinity where the key is later. */
  private Node causal() {
    int keys = scores.dimension(3);
    return Literals.tensor(
        b,
        ElementType.REAL,
        Shape.of(scores.dimension(2), keys),
        i -> i % keys <= i / keys + past ? 0 : Double.NEGATIVE_INFINITY);
  }

  /** A query that sees no key has no weights. */
  private Node weights(Node masked) {
    if (node.optionalInput(3).isEmpty()) {
      return b.softmax(masked);
    }
    Node none =
        b.binary(
            BinaryFunction.EQUAL,
            b.reduce(Reduction.MAX, masked, LAST),
            b.scalar(Double.NEGATIVE_INFINITY));
    Node safe = b.where(none, b.scalar(0), masked);
    return b.where(none, b.scalar(0), b.softmax(safe));
  }
}

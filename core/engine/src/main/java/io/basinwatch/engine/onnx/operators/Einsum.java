package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sums of products by index labels. Operands are contracted from left to right, each pair as one
 * batched matrix product; a label that nothing later needs is summed over as early as possible.
 */
final class Einsum {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(entry("Einsum", Operator.of(node -> new Einsum(node).value())));

  /** A tensor with a label for each axis. */
  private record Term(Node node, List<String> labels) {
    int length(String label) {
      return node.shape().dimension(labels.indexOf(label));
    }
  }

  private final GraphBuilder b;
  private final EinsumEquation equation;
  private final List<Term> terms = new ArrayList<>();

  private Einsum(OperatorNode node) {
    this.b = node.builder();
    List<Integer> ranks = node.allInputs().stream().map(x -> x.shape().rank()).toList();
    this.equation = EinsumEquation.parse(node.text("equation", ""), ranks);
    for (int i = 0; i < ranks.size(); i++) {
      terms.add(withoutRepetition(node.input(i), equation.inputs().get(i)));
    }
  }

  private Node value() {
    Term result = summed(terms.getFirst());
    for (int i = 1; i < terms.size(); i++) {
      result = contract(result, summed(terms.get(i)), i + 1);
    }
    List<String> labels = result.labels();
    return b.permute(result.node(), equation.output().stream().map(labels::indexOf).toList());
  }

  /** The diagonal along axes of one label. */
  private Term withoutRepetition(Node x, List<String> given) {
    List<String> labels = new ArrayList<>(given);
    Node node = x;
    for (int j = labels.size() - 1; j > 0; j--) {
      int i = labels.indexOf(labels.get(j));
      if (i < j) {
        node = diagonal(node, i, j);
        String label = labels.remove(j);
        labels.remove(i);
        labels.add(label);
        j = labels.size();
      }
    }
    return new Term(node, labels);
  }

  /** Axes i and j become one, the last: steps of n + 1 through n n elements. */
  private Node diagonal(Node x, int i, int j) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      if (axis != i && axis != j) {
        order.add(axis);
      }
    }
    Shape others = new Shape(order.stream().map(x.shape()::dimension).toList());
    int n = x.shape().dimension(i);
    order.addAll(List.of(i, j));
    Node flat = b.reshape(b.permute(x, order), Literals.join(others, Shape.of(n * n)));
    List<Integer> starts = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    others.dimensions().forEach(_ -> steps.add(1));
    steps.add(n + 1);
    steps.forEach(_ -> starts.add(0));
    return b.slice(flat, starts, steps, Literals.join(others, Shape.of(n)));
  }

  /** Sums over labels that neither the output nor another term has. */
  private Term summed(Term term) {
    List<String> kept =
        term.labels().stream()
            .filter(
                label ->
                    equation.output().contains(label)
                        || terms.stream().filter(other -> other.labels().contains(label)).count()
                            > 1)
            .toList();
    return reduce(term, kept);
  }

  private Term reduce(Term term, List<String> kept) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < term.labels().size(); i++) {
      if (!kept.contains(term.labels().get(i))) {
        axes.add(i);
      }
    }
    Node sum = b.sum(term.node(), axes);
    return new Term(b.reshape(sum, Reductions.without(sum.shape(), axes)), kept);
  }

  /** (batch, rows, inner) x (batch, inner, columns). */
  private Term contract(Term left, Term right, int next) {
    Stream<String> later =
        Stream.concat(
            equation.output().stream(),
            terms.subList(next, terms.size()).stream().flatMap(term -> term.labels().stream()));
    List<String> needed = later.distinct().toList();
    List<String> shared = left.labels().stream().filter(right.labels()::contains).toList();
    List<String> batch = shared.stream().filter(needed::contains).toList();
    List<String> inner = shared.stream().filter(label -> !needed.contains(label)).toList();
    List<String> rows = left.labels().stream().filter(label -> !shared.contains(label)).toList();
    List<String> columns =
        right.labels().stream().filter(label -> !shared.contains(label)).toList();
    Node a = matrix(broadcast(left, right, shared), batch, rows, inner);
    Node c = matrix(broadcast(right, left, shared), batch, inner, columns);
    Term wide = broadcast(left, right, shared);
    Shape shape = Literals.join(lengths(wide, batch), lengths(left, rows), lengths(right, columns));
    List<String> labels = Stream.of(batch, rows, columns).flatMap(List::stream).toList();
    return new Term(b.reshape(b.matMul(a, c), shape), labels);
  }

  /** Shared axes of length 1 spread out to the other's length. */
  private Term broadcast(Term term, Term other, List<String> shared) {
    Shape shape = term.node().shape();
    for (String label : shared) {
      if (term.length(label) == 1) {
        shape = shape.with(term.labels().indexOf(label), other.length(label));
      }
    }
    return new Term(b.broadcast(term.node(), shape), term.labels());
  }

  private Node matrix(Term term, List<String> batch, List<String> first, List<String> second) {
    List<String> order = Stream.of(batch, first, second).flatMap(List::stream).toList();
    Node ordered = b.permute(term.node(), order.stream().map(term.labels()::indexOf).toList());
    Shape shape =
        Shape.of(
            lengths(term, batch).elements(),
            lengths(term, first).elements(),
            lengths(term, second).elements());
    return b.reshape(ordered, shape);
  }

  private static Shape lengths(Term term, List<String> labels) {
    return new Shape(labels.stream().map(term::length).toList());
  }
}

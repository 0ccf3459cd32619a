package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Changes rows of a table at constant places. Where a place occurs several times, the updates are
 * applied one after the other, in rounds without repetition; of those that replace, the last
 * counts.
 */
final class RowScatter {
  private final GraphBuilder b;
  private final Node data; // (rows, columns)
  private final int[] places; // (count)
  private final Node updates; // (count, columns)

  RowScatter(GraphBuilder builder, Node data, int[] places, Node updates) {
    this.b = builder;
    this.data = data;
    this.places = places;
    this.updates = updates;
  }

  Node apply(String reduction) {
    return switch (reduction) {
      case "none" -> replaceWith(null, List.of(lastOfEachPlace()));
      case "add" -> typed(b.add(b.toReal(data), sums(updates, places)));
      case "mul" -> replaceWith(BinaryFunction.MULTIPLY, rounds());
      case "max" -> replaceWith(BinaryFunction.MAXIMUM, rounds());
      case "min" -> replaceWith(BinaryFunction.MINIMUM, rounds());
      default ->
          throw new IllegalArgumentException(
              "reduction '%s' is not supported; supported: none, add, mul, max, min"
                  .formatted(reduction));
    };
  }

  private Node replaceWith(BinaryFunction function, List<List<Integer>> rounds) {
    Node result = data;
    for (List<Integer> round : rounds) {
      int[] numbers = round.stream().mapToInt(Integer::intValue).toArray();
      int[] targets = Arrays.stream(numbers).map(i -> places[i]).toArray();
      Node chosen = b.gather(updates, Literals.integers(b, numbers), 0);
      Node value =
          function == null
              ? chosen
              : b.binary(function, b.gather(result, Literals.integers(b, targets), 0), chosen);
      result = b.where(mask(targets), typed(sums(value, targets)), result);
    }
    return result;
  }

  /** Numbers of the updates that are not overwritten. */
  private List<Integer> lastOfEachPlace() {
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      last.put(places[i], i);
    }
    return IntStream.range(0, places.length).filter(i -> last.get(places[i]) == i).boxed().toList();
  }

  /** Numbers of updates, each round without a place that occurs twice. */
  private List<List<Integer>> rounds() {
    List<List<Integer>> rounds = new ArrayList<>();
    Map<Integer, Integer> occurrences = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      int round = occurrences.merge(places[i], 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(i);
    }
    return rounds;
  }

  private Node sums(Node rows, int[] targets) {
    return b.scatterAdd(rows, Literals.integers(b, targets), 0, data.shape());
  }

  private Node mask(int[] targets) {
    b.requireRoom(data.shape().dimension(0));
    double[] hit = new double[data.shape().dimension(0)];
    Arrays.stream(targets).forEach(target -> hit[target] = 1);
    return Literals.tensor(b, ElementType.REAL, Shape.of(hit.length, 1), i -> hit[i]);
  }

  private Node typed(Node real) {
    return b.to(data.type(), real);
  }
}

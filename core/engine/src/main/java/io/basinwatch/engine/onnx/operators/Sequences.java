package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Lists of tensors. Their lengths are known at import, so that nothing is left of them later. */
final class Sequences {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("SequenceConstruct", node -> giveSequence(node, node.allInputs())),
          entry("SequenceEmpty", Sequences::empty),
          entry("SplitToSequence", Sequences::split),
          entry("SequenceAt", Operator.of(Sequences::at)),
          entry("SequenceLength", Operator.of(Sequences::length)),
          entry("SequenceInsert", Sequences::insert),
          entry("SequenceErase", Sequences::erase),
          entry("ConcatFromSequence", Operator.of(Sequences::concat)));

  private Sequences() {}

  private static List<Node> giveSequence(OperatorNode node, List<Node> sequence) {
    return node.give(List.of(TensorOrSequence.of(sequence)));
  }

  private static List<Node> empty(OperatorNode node) {
    node.integer("dtype", 1);
    return giveSequence(node, List.of());
  }

  /** Without sizes, parts of length 1 that lose the axis unless keepdims says otherwise. */
  private static List<Node> split(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int axis = node.axis("axis", 0, x.shape().rank());
    int length = x.shape().dimension(axis);
    boolean keep = node.integer("keepdims", 1) != 0;
    if (node.optionalInput(1).isEmpty()) {
      b.requireRoom(length);
      int[] ones = IntStream.range(0, length).map(_ -> 1).toArray();
      List<Node> parts = Parts.split(b, x, axis, ones);
      Shape squeezed = Reductions.without(x.shape(), List.of(axis));
      return giveSequence(
          node, keep ? parts : parts.stream().map(part -> b.reshape(part, squeezed)).toList());
    }
    long[] given = node.constantLongs(1);
    b.requireRoom(length);
    int[] sizes =
        node.input(1).shape().rank() == 0
            ? chunks(length, Math.toIntExact(given[0]))
            : Arrays.stream(given).mapToInt(Math::toIntExact).toArray();
    return giveSequence(node, Parts.split(b, x, axis, sizes));
  }

  /** Parts of one size, the last of what is left. */
  private static int[] chunks(int length, int size) {
    return IntStream.range(0, Math.ceilDiv(length, size))
        .map(i -> Math.min(size, length - i * size))
        .toArray();
  }

  private static Node at(OperatorNode node) {
    List<Node> sequence = node.sequence(0);
    return sequence.get(position(node, 1, sequence.size()));
  }

  private static Node length(OperatorNode node) {
    int length = node.sequence(0).size();
    return Literals.scalar(node.builder(), ElementType.INTEGER, length);
  }

  private static List<Node> insert(OperatorNode node) {
    List<Node> sequence = new ArrayList<>(node.sequence(0));
    int at =
        node.optionalInput(2).isPresent() ? position(node, 2, sequence.size()) : sequence.size();
    sequence.add(at, node.input(1));
    return giveSequence(node, sequence);
  }

  private static List<Node> erase(OperatorNode node) {
    List<Node> sequence = new ArrayList<>(node.sequence(0));
    int last = sequence.size() - 1;
    sequence.remove(node.optionalInput(1).isPresent() ? position(node, 1, last + 1) : last);
    return giveSequence(node, sequence);
  }

  private static int position(OperatorNode node, int input, int length) {
    long position = node.constantLongs(input)[0];
    return Math.toIntExact(position < 0 ? position + length : position);
  }

  private static Node concat(OperatorNode node) {
    GraphBuilder b = node.builder();
    List<Node> parts = node.sequence(0);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("its sequence is empty");
    }
    boolean added = node.integer("new_axis", 0) != 0;
    int rank = parts.getFirst().shape().rank() + (added ? 1 : 0);
    int axis = node.axis("axis", 0, rank);
    return added ? Parts.stack(b, parts, axis) : b.concat(parts, axis);
  }
}

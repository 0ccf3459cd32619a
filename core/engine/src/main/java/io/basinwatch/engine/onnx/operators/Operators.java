package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import onnx.OnnxMl.NodeProto;

/** Every supported operator, by name. A new one is a line in its family's file. */
public final class Operators {
  public static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx");

  private static final Map<String, Operator> ALL = new TreeMap<>();

  static {
    Stream.of(
            Elementwise.OPERATORS,
            Functions.OPERATORS,
            Comparisons.OPERATORS,
            Activations.OPERATORS,
            Rectifiers.OPERATORS,
            LinearAlgebra.OPERATORS,
            Determinants.OPERATORS,
            Convolutions.OPERATORS,
            DeformableConvolutions.OPERATORS,
            Pools.OPERATORS,
            Einsum.OPERATORS,
            Reductions.OPERATORS,
            Normalizations.OPERATORS,
            Layouts.OPERATORS,
            Parts.OPERATORS,
            Gathers.OPERATORS,
            Scatters.OPERATORS,
            Orders.OPERATORS,
            Sequential.OPERATORS,
            Fourier.OPERATORS,
            Paddings.OPERATORS,
            Resizes.OPERATORS,
            GridSamples.OPERATORS,
            Sequences.OPERATORS,
            ControlFlow.OPERATORS,
            Losses.OPERATORS,
            Recurrent.OPERATORS,
            Attentions.OPERATORS,
            Rotary.OPERATORS,
            Constants.OPERATORS)
        .forEach(ALL::putAll);
  }

  private Operators() {}

  /** Names of the supported operators, in order. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * @throws InvalidInputException if the node's operator is not supported
   */
  public static void require(NodeProto node, int opset) {
    if (!STANDARD_DOMAINS.contains(node.getDomain()) || !ALL.containsKey(node.getOpType())) {
      throw new InvalidInputException(
          "model: operator %s is not supported; supported: %s"
              .formatted(OperatorNode.describe(node, opset), String.join(", ", ALL.keySet())));
    }
  }

  /** The node's outputs. */
  public static List<Node> apply(OperatorNode node) {
    try {
      node.checkAttributes();
      List<Node> outputs = ALL.get(node.operator()).apply(node);
      node.checkAllRead();
      return outputs;
    } catch (InvalidInputException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new InvalidInputException("model: %s: %s".formatted(node, e.getMessage()), e);
    } catch (RuntimeException e) {
      throw new InvalidInputException("model: %s cannot be imported: %s".formatted(node, e), e);
    }
  }
}

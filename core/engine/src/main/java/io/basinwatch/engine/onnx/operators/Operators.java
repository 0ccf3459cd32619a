package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

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

  /** The opset that an operator came with, where a model may be older. */
  private static final Map<String, Integer> SINCE =
      Map.ofEntries(
          entry("HardSwish", 14),
          entry("Trilu", 14),
          entry("CastLike", 15),
          entry("GridSample", 16),
          entry("BlackmanWindow", 17),
          entry("DFT", 17),
          entry("HammingWindow", 17),
          entry("HannWindow", 17),
          entry("LayerNormalization", 17),
          entry("STFT", 17),
          entry("SequenceMap", 17),
          entry("CenterCropPad", 18),
          entry("Col2Im", 18),
          entry("GroupNormalization", 18),
          entry("Mish", 18),
          entry("DeformConv", 19),
          entry("AffineGrid", 20),
          entry("Gelu", 20),
          entry("Attention", 23),
          entry("RMSNormalization", 23),
          entry("RotaryEmbedding", 23));

  private Operators() {}

  /** Names of the supported operators, in order. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * @throws InvalidInputException if the node's operator is not supported, or not of the opset
   */
  public static void require(NodeProto node, int opset) {
    if (!STANDARD_DOMAINS.contains(node.getDomain()) || !ALL.containsKey(node.getOpType())) {
      throw new InvalidInputException(
          "model: operator %s is not supported; supported: %s"
              .formatted(OperatorNode.describe(node, opset), String.join(", ", ALL.keySet())));
    }
    int since = SINCE.getOrDefault(node.getOpType(), opset);
    if (opset < since) {
      throw new InvalidInputException(
          "model: operator %s came with opset %d"
              .formatted(OperatorNode.describe(node, opset), since));
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

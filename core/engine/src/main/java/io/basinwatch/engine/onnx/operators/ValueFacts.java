package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto.DataType;

/** What an import knows of named values besides their nodes. */
public final class ValueFacts {
  private static final Set<String> TRUTHS =
      Set.of(
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Not",
          "And",
          "Or",
          "Xor",
          "IsNaN",
          "IsInf");

  /** Operators whose result has the element type of their first input. */
  private static final Set<String> KEEPING =
      Set.of(
          "Identity",
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Expand",
          "Tile",
          "Slice",
          "Split",
          "Concat",
          "Pad",
          "CenterCropPad",
          "ReverseSequence",
          "Resize",
          "Trilu",
          "Gather",
          "GatherElements",
          "GatherND",
          "ScatterElements",
          "ScatterND",
          "DepthToSpace",
          "SpaceToDepth",
          "ReduceMax",
          "ReduceMin",
          "SequenceConstruct",
          "SequenceErase",
          "SequenceAt",
          "SplitToSequence",
          "ConcatFromSequence");

  private final ValueFacts outer; // null for the model's own graph
  private final Map<String, List<Node>> sequences = new HashMap<>();
  private final Set<String> truths = new HashSet<>();

  /**
   * @param outer of the graph around this one, or null
   */
  public ValueFacts(ValueFacts outer) {
    this.outer = outer;
  }

  /** The tensors of a value that is a list of them, or null. */
  public List<Node> sequence(String name) {
    List<Node> own = sequences.get(name);
    return own != null || outer == null ? own : outer.sequence(name);
  }

  /** Whether a value is an ONNX BOOL: a REAL node of zeros and ones. */
  public boolean isTruth(String name) {
    return truths.contains(name) || outer != null && outer.isTruth(name);
  }

  /** Notes that a value is a list of tensors, or an ONNX BOOL. */
  public void note(String name, TensorOrSequence value) {
    if (value.sequence() != null) {
      sequences.put(name, value.sequence());
    }
    if (value.truth()) {
      truths.add(name);
    }
  }

  /** Notes the element type of a node's outputs. */
  public void follow(NodeProto node) {
    boolean truth =
        switch (node.getOpType()) {
          case "Cast" -> attribute(node, "to").getI() == DataType.BOOL_VALUE;
          case "Constant", "ConstantOfShape" ->
              attribute(node, "value").getT().getDataType() == DataType.BOOL_VALUE;
          case "SequenceEmpty" -> attribute(node, "dtype").getI() == DataType.BOOL_VALUE;
          case "EyeLike" ->
              attribute(node, "dtype").getI() == DataType.BOOL_VALUE
                  || attribute(node, "dtype").getI() == 0 && isTruth(node, 0);
          case "CastLike", "Where", "SequenceInsert" -> isTruth(node, 1);
          case "OneHot" -> isTruth(node, 2);
          default ->
              TRUTHS.contains(node.getOpType())
                  || KEEPING.contains(node.getOpType()) && isTruth(node, 0);
        };
    if (truth) {
      truths.addAll(node.getOutputList());
    }
  }

  private boolean isTruth(NodeProto node, int input) {
    return input < node.getInputCount() && isTruth(node.getInput(input));
  }

  private static AttributeProto attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst()
        .orElseGet(AttributeProto::getDefaultInstance);
  }
}

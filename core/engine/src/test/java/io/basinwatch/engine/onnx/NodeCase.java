package io.basinwatch.engine.onnx;

import java.util.List;
import java.util.stream.Stream;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;

/**
 * An operator case of the onnx package.
 *
 * @param inputs in the order of the model's inputs
 * @param outputs in the order of the model's outputs; a sequence has several tensors
 */
record NodeCase(
    String name,
    double relativeTolerance,
    double absoluteTolerance,
    ModelProto model,
    List<List<TensorProto>> inputs,
    List<List<TensorProto>> outputs) {

  Stream<String> operators() {
    return model.getGraph().getNodeList().stream()
        .flatMap(Subgraphs::nodes)
        .map(NodeProto::getOpType)
        .distinct();
  }
}

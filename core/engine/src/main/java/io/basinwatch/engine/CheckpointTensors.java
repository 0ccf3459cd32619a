package io.basinwatch.engine;

import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.onnx.TensorProtos;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;

/**
 * A checkpoint of a model, split into what is trained and what is not. Tensors that the model does
 * not know (a head that is not used, counters) are left out.
 *
 * @param layout of the parameters, in the checkpoint's order
 * @param parameters in the layout's order
 * @param buffers by name
 */
record CheckpointTensors(
    ParameterLayout layout, List<Tensor> parameters, Map<String, TensorData> buffers) {
  /**
   * @throws InvalidInputException if they do not fit together
   */
  static CheckpointTensors of(OnnxModel model, TensorFile file) {
    Set<String> bufferNames = BufferNames.of(model, file);
    TensorFile named = TiedNames.asIn(model, file);
    MissingParameters.check(model, named, bufferNames);
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    List<Tensor> parameters = new ArrayList<>();
    Map<String, TensorData> buffers = new HashMap<>();
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : named.tensors().entrySet()) {
      String name = entry.getKey();
      Tensor tensor = entry.getValue();
      TensorProto initializer = model.initializers().get(name);
      if (initializer == null) {
        continue;
      }
      Shape shape = TensorProtos.shape(initializer, "initializer '%s'".formatted(name));
      if (MissingParameters.isTrainable(name, initializer) && !bufferNames.contains(name)) {
        ParameterChecks.check(name, tensor, shape.dimensions());
        entries.add(new ParameterLayout.Entry(name, shape.dimensions(), offset));
        parameters.add(tensor);
        offset = ParameterChecks.advance(offset, tensor);
      } else {
        buffers.put(name, buffer(name, tensor, shape, initializer));
      }
    }
    requireTrained(entries);
    TiedNames.requireUntied(file, entries);
    return new CheckpointTensors(new ParameterLayout(entries), parameters, buffers);
  }

  private static void requireTrained(List<ParameterLayout.Entry> entries) {
    if (entries.isEmpty()) {
      throw new InvalidInputException(
          "checkpoint: no parameter of the model is left to train: all are running statistics or"
              + " named in the metadata key '%s'".formatted(BufferNames.KEY));
    }
  }

  private static TensorData buffer(
      String name, Tensor tensor, Shape shape, TensorProto initializer) {
    ParameterChecks.checkShape("buffer", name, tensor, shape.dimensions());
    TensorChecks.requireReadable("checkpoint: buffer '%s'".formatted(name), tensor);
    if (tensor.type().isFloating() != MissingParameters.isTrainable(name, initializer)) {
      throw new InvalidInputException(
          "checkpoint: buffer '%s' has type %s, the model's %s"
              .formatted(name, tensor.type(), DataType.forNumber(initializer.getDataType())));
    }
    double[] numbers = tensor.doubles();
    for (int i = 0; i < numbers.length; i++) {
      if (Double.isNaN(numbers[i])) { // infinity may be: in a mask
        throw new InvalidInputException(
            "checkpoint: buffer '%s' has NaN at element %d".formatted(name, i));
      }
    }
    return new TensorData(shape, numbers);
  }
}

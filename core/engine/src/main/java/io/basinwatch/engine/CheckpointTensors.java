package io.basinwatch.engine;

import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.onnx.TensorProtos;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;

/**
 * A checkpoint of a model, split into what is trained and what is not. Tensors that the model does
 * not know (a head that is not used, counters) are left out.
 *
 * @param trained the parameters, in the checkpoint's order
 * @param frozen what is no parameter and too large to be written into a graph
 * @param buffers the rest of that, by name
 */
record CheckpointTensors(FlatTensors trained, FlatTensors frozen, Map<String, TensorData> buffers) {
  /** Elements up to which a tensor is a constant of the graph, whatever its numbers. */
  private static final int SMALL = 4096;

  /**
   * @throws InvalidInputException if they do not fit together
   */
  static CheckpointTensors of(OnnxModel model, TensorFile file) {
    Set<String> bufferNames = BufferNames.of(model, file);
    TensorFile named = TiedNames.asIn(model, file);
    MissingParameters.check(model, named, bufferNames);
    Map<String, Tensor> trained = new LinkedHashMap<>();
    Map<String, Tensor> frozen = new LinkedHashMap<>();
    Map<String, TensorData> buffers = new HashMap<>();
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
        trained.put(name, tensor);
      } else {
        checkBuffer(name, tensor, shape, initializer);
        if (isWeight(tensor)) {
          frozen.put(name, tensor);
        } else {
          buffers.put(name, new TensorData(shape, tensor.doubles()));
        }
      }
    }
    FlatTensors parameters = FlatTensors.of(trained);
    requireTrained(parameters.layout().entries());
    TiedNames.requireUntied(file, parameters.layout().entries());
    return new CheckpointTensors(parameters, FlatTensors.of(frozen), buffers);
  }

  private static void requireTrained(List<ParameterLayout.Entry> entries) {
    if (entries.isEmpty()) {
      throw new InvalidInputException(
          "checkpoint: no parameter of the model is left to train: all are running statistics or"
              + " named in the metadata key '%s'".formatted(BufferNames.KEY));
    }
  }

  private static void checkBuffer(
      String name, Tensor tensor, Shape shape, TensorProto initializer) {
    ParameterChecks.checkShape("buffer", name, tensor, shape.dimensions());
    TensorChecks.requireReadable("checkpoint: buffer '%s'".formatted(name), tensor);
    if (tensor.type().isFloating() != MissingParameters.isTrainable(name, initializer)) {
      throw new InvalidInputException(
          "checkpoint: buffer '%s' has type %s, the model's %s"
              .formatted(name, tensor.type(), DataType.forNumber(initializer.getDataType())));
    }
    int place = tensor.firstNonFinite();
    for (int i = Math.max(place, 0); place >= 0 && i < tensor.elements(); i++) {
      if (Double.isNaN(tensor.real(i))) { // infinity may be: in a mask
        throw new InvalidInputException(
            "checkpoint: buffer '%s' has NaN at element %d".formatted(name, i));
      }
    }
  }

  /**
   * Whether it is a large tensor of numbers that are not all whole: masks and indices are, and with
   * them a graph becomes smaller.
   */
  private static boolean isWeight(Tensor tensor) {
    return tensor.elements() > SMALL
        && tensor.type().isFloating()
        && IntStream.range(0, tensor.elements())
            .mapToDouble(tensor::real)
            .anyMatch(x -> x != Math.rint(x));
  }
}

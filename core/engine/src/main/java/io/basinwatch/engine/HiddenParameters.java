package io.basinwatch.engine;

import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.onnx.TensorProtos;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.OnnxMl.TensorProto;

/**
 * Finds parameters that an optimising exporter has turned into constants with names of its own: a
 * transposed weight, a convolution with batch normalisation in its weights. The model would compute
 * with the weights of the moment of its export, and leave them out of w, without a word. A constant
 * is suspicious if it has the dimensions of a matrix of the checkpoint that the model does not
 * name, or its numbers.
 */
final class HiddenParameters {
  private final OnnxModel model;
  private final TensorFile checkpoint;

  // By dimensions: the first tensor that the model does not name, and those that it does.
  private final Map<List<Integer>, String> unknown = new HashMap<>();
  private final Map<List<Integer>, AlikeTensors> known = new HashMap<>();

  private HiddenParameters(OnnxModel model, TensorFile checkpoint, Set<String> buffers) {
    this.model = model;
    this.checkpoint = checkpoint;
    for (Map.Entry<String, Tensor> entry : checkpoint.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      List<Integer> sizes = sizes(tensor.shape());
      if (!tensor.type().isFloating() || buffers.contains(entry.getKey())) {
        continue;
      }
      if (model.initializers().containsKey(entry.getKey())) {
        known.computeIfAbsent(sizes, _ -> new AlikeTensors()).add(entry.getKey(), tensor);
      } else {
        unknown.putIfAbsent(sizes, entry.getKey());
      }
    }
  }

  /**
   * @param buffers names of tensors that stay as they are
   * @throws InvalidInputException if there is one
   */
  static void check(OnnxModel model, TensorFile checkpoint, Set<String> buffers) {
    new HiddenParameters(model, checkpoint, buffers).check();
  }

  private void check() {
    for (Map.Entry<String, TensorProto> initializer : model.initializers().entrySet()) {
      String name = initializer.getKey();
      List<Integer> shape = TensorProtos.shape(initializer.getValue(), name).dimensions();
      if (!checkpoint.tensors().containsKey(name)
          && isMatrix(shape)
          && MissingParameters.isTrainable(name, initializer.getValue())) {
        check(name, shape);
      }
    }
  }

  private void check(String name, List<Integer> shape) {
    List<Integer> sizes = sizes(shape);
    if (unknown.containsKey(sizes)) {
      throw hidden(name, shape, unknown.get(sizes));
    }
    if (known.containsKey(sizes)) {
      int columns = Math.max(shape.getLast(), 1);
      known
          .get(sizes)
          .copyOf(model.constant(name).values(), columns)
          .ifPresent(
              other -> {
                throw hidden(name, shape, other);
              });
    }
  }

  private InvalidInputException hidden(String name, List<Integer> shape, String other) {
    return new InvalidInputException(
        ("model: constant '%s' %s seems to hold parameter '%s' %s as it was at export; export with"
                + " torch.onnx.export(..., dynamo=True, optimize=False), or name the parameter in"
                + " the checkpoint's metadata key 'buffers' if it is no copy")
            .formatted(name, shape, other, checkpoint.tensors().get(other).shape()));
  }

  private static boolean isMatrix(List<Integer> shape) {
    return sizes(shape).size() > 1;
  }

  /** Dimensions but 1, in order of size. */
  private static List<Integer> sizes(List<Integer> shape) {
    return shape.stream().filter(size -> size != 1).sorted().toList();
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.onnx.OnnxModel;
import io.basinwatch.engine.onnx.TensorProtos;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
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
  private final Set<String> buffers;

  private HiddenParameters(OnnxModel model, TensorFile checkpoint, Set<String> buffers) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.buffers = buffers;
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
        checkpoint.tensors().forEach((other, tensor) -> compare(name, shape, other, tensor));
      }
    }
  }

  private void compare(String name, List<Integer> shape, String other, Tensor tensor) {
    boolean mayBe =
        tensor.type().isFloating()
            && !buffers.contains(other)
            && sizes(tensor.shape()).equals(sizes(shape));
    if (mayBe && (!model.initializers().containsKey(other) || isCopy(name, shape, tensor))) {
      throw new InvalidInputException(
          ("model: constant '%s' %s seems to hold parameter '%s' %s as it was at export; export with"
                  + " torch.onnx.export(..., dynamo=True, optimize=False), or name the parameter in"
                  + " the checkpoint's metadata key 'buffers' if it is no copy")
              .formatted(name, shape, other, tensor.shape()));
    }
  }

  private static boolean isMatrix(List<Integer> shape) {
    return sizes(shape).size() > 1;
  }

  /** Dimensions but 1, in order of size. */
  private static List<Integer> sizes(List<Integer> shape) {
    return shape.stream().filter(size -> size != 1).sorted().toList();
  }

  /** The same numbers, or those of the transposed matrix, unless all are one number. */
  private boolean isCopy(String name, List<Integer> shape, Tensor tensor) {
    double[] numbers = model.constant(name).values();
    int columns = Math.max(shape.getLast(), 1);
    int rows = numbers.length / columns;
    boolean filled = true;
    boolean same = true;
    boolean transposed = true;
    for (int i = 0; i < numbers.length && (same || transposed); i++) {
      filled &= numbers[i] == numbers[0];
      same &= numbers[i] == tensor.real(i);
      transposed &= numbers[i] == tensor.real(i % columns * rows + i / columns);
    }
    return (same || transposed) && !filled;
  }
}

package io.basinwatch.engine;

import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.compile.CompiledLoss;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.ArrayList;
import java.util.List;

/** Makes executable losses of models, checkpoints and probes. */
public final class LossFunctions {
  private LossFunctions() {}

  /**
   * The loss of a model over a probe.
   *
   * @param checkpoint a state dict: parameters, and buffers, which its metadata key {@code buffers}
   *     names, comma-separated
   * @param probe a tensor (samples, ...) for each input of the model, and {@code target} where the
   *     loss has one
   * @throws InvalidInputException if they do not fit together
   */
  public static LossFunction compile(
      Model model, TensorFile checkpoint, LossSpec loss, TensorFile probe, EngineOptions options) {
    LossDefinition definition = LossDefinitions.of(model.onnx(), checkpoint, loss, probe);
    return new CompiledLoss(definition, options);
  }

  /**
   * A checkpoint of the same model as a vector.
   *
   * @throws InvalidInputException if a parameter is missing, misshapen or not finite
   */
  public static ParameterVector load(LossFunction function, TensorFile state) {
    ParameterVector vector = function.zeros();
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterLayout.Entry entry : function.layout().entries()) {
      Tensor tensor = state.tensors().get(TiedNames.stored(state, entry.name()));
      ParameterChecks.check(entry.name(), tensor, entry.shape());
      tensors.add(tensor);
    }
    new FlatTensors(function.layout(), tensors).writeFinite(vector);
    return vector;
  }
}

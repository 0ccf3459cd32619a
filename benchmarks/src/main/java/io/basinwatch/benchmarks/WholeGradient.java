package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes gradient.safetensors into the {@link ModelFolder} that is given: the cross-entropy's over
 * the whole probe, in float32, so that large models have room.
 */
public final class WholeGradient {
  private WholeGradient() {}

  public static void main(String[] args) throws IOException {
    ModelFolder folder = new ModelFolder(Path.of(args[0]));
    LossSpec spec = LossSpec.of(Loss.CROSS_ENTROPY);
    try (LossFunction function = folder.compile(spec, EngineOptions.DEFAULT)) {
      ParameterVector gradient = function.zeros();
      function.gradient(function.checkpoint(), Minibatch.whole(function.sampleCount()), gradient);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (ParameterLayout.Entry entry : function.layout().entries()) {
        tensors.put(entry.name(), part(gradient, entry));
      }
      byte[] file = Safetensors.write(TensorFile.of(tensors));
      Files.write(folder.path().resolve("gradient.safetensors"), file);
    }
  }

  private static Tensor part(ParameterVector gradient, ParameterLayout.Entry entry) {
    float[] values = new float[entry.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) gradient.get(entry.offset() + i);
    }
    return Tensor.ofFloats(entry.shape(), values);
  }
}

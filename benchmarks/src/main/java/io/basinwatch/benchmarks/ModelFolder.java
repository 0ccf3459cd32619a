package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with model.onnx, weights.safetensors and probe.safetensors, as the client makes them.
 */
record ModelFolder(Path path) {

  LossFunction compile(LossSpec spec, EngineOptions options) throws IOException {
    return LossFunctions.compile(
        Model.read(Files.readAllBytes(path.resolve("model.onnx"))),
        tensors("weights.safetensors"),
        spec,
        tensors("probe.safetensors"),
        options);
  }

  TensorFile tensors(String name) {
    return Safetensors.read(path.resolve(name));
  }
}

package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.LossSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One input of the engine: three files and a loss.
 *
 * @param name of the seed that it comes from
 */
record Subject(String name, byte[] model, byte[] weights, byte[] probe, LossSpec loss) {

  Subject withModel(byte[] other) {
    return new Subject(name, other, weights, probe, loss);
  }

  Subject withWeights(byte[] other) {
    return new Subject(name, model, other, probe, loss);
  }

  Subject withProbe(byte[] other) {
    return new Subject(name, model, weights, other, loss);
  }

  Subject withLoss(LossSpec other) {
    return new Subject(name, model, weights, probe, other);
  }

  /** Writes its files into a folder, to be looked at. */
  Path save(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("model.onnx"), model);
      Files.write(folder.resolve("weights.safetensors"), weights);
      Files.write(folder.resolve("probe.safetensors"), probe);
      Files.writeString(folder.resolve("loss.txt"), name + "\n" + loss + "\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.basinwatch.benchmarks;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Our side of the comparison of whole models with PyTorch. Each line of standard input is a loss,
 * its ignored class, the programs and a folder: a {@link ModelFolder} with direction.safetensors,
 * and perturbed.safetensors, a second point. Writes ours.safetensors into it: loss, gradient and
 * Hessian-vector product over the whole probe, at both points, from the fast program (float32) or
 * the reference (float64), as {@code float32/weights/gradient/NAME}. Answers {@code ok}, or why it
 * could not.
 */
public final class ModelDerivatives {
  private static final Map<String, EngineOptions> PROGRAMS =
      Map.of("float64", EngineOptions.REFERENCE, "float32", EngineOptions.DEFAULT);
  private static final List<String> POINTS = List.of("weights", "perturbed");

  private final ModelFolder folder;
  private final LossSpec spec;
  private final String[] programs;
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  private ModelDerivatives(ModelFolder folder, LossSpec spec, String[] programs) {
    this.folder = folder;
    this.spec = spec;
    this.programs = programs;
  }

  public static void main(String[] args) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(answer(line.split(" ", 4)));
    }
  }

  /** A model that makes the engine fail in any way must not keep the others from being compared. */
  private static String answer(String[] words) throws IOException {
    try {
      ModelFolder folder = new ModelFolder(Path.of(words[3]));
      new ModelDerivatives(folder, spec(words[0], words[1]), words[2].split(",")).write();
      return "ok";
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()).replace('\n', ' ');
    }
  }

  private static LossSpec spec(String loss, String ignored) {
    Loss kind = Loss.of(loss);
    return kind == Loss.CROSS_ENTROPY
        ? new LossSpec(kind, OptionalLong.of(Long.parseLong(ignored)))
        : LossSpec.of(kind);
  }

  private void write() throws IOException {
    for (String program : programs) {
      try (LossFunction function = folder.compile(spec, PROGRAMS.get(program))) {
        for (String point : POINTS) {
          evaluate(function, point, program + "/" + point);
        }
      }
    }
    byte[] file = Safetensors.write(TensorFile.of(results));
    Files.write(folder.path().resolve("ours.safetensors"), file);
  }

  private void evaluate(LossFunction function, String point, String prefix) {
    ParameterVector w = LossFunctions.load(function, folder.tensors(point + ".safetensors"));
    ParameterVector v = LossFunctions.load(function, folder.tensors("direction.safetensors"));
    Minibatch batch = Minibatch.whole(function.sampleCount());
    ParameterVector gradient = function.zeros();
    ParameterVector product = function.zeros();
    double loss = function.gradient(w, batch, gradient);
    function.hessianVectorProduct(w, batch, v, product);
    results.put(prefix + "/loss", Tensor.ofDoubles(List.of(1), loss));
    // The graph was exported for batches of two or more.
    double first = function.loss(w, Minibatch.range(0, 1));
    results.put(prefix + "/first", Tensor.ofDoubles(List.of(1), first));
    put(prefix + "/gradient/", function.layout(), gradient.toArray());
    put(prefix + "/product/", function.layout(), product.toArray());
  }

  private void put(String prefix, ParameterLayout layout, double[] values) {
    for (ParameterLayout.Entry entry : layout.entries()) {
      double[] part = Arrays.copyOfRange(values, entry.offset(), entry.offset() + entry.size());
      results.put(prefix + entry.name(), Tensor.ofDoubles(entry.shape(), part));
    }
  }
}

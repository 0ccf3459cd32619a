package io.basinwatch.engine;

import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A model, a checkpoint and a probe with what PyTorch or JAX makes of them in float64. */
record Golden(String name, LossSpec spec) {

  static List<Golden> all() {
    return Stream.concat(
            Arrays.stream(Loss.values()).map(loss -> new Golden(loss.label(), LossSpec.of(loss))),
            Stream.of(
                new Golden("tokens", LossSpec.of(Loss.CROSS_ENTROPY)),
                new Golden("sequence", new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-100))),
                new Golden("pixels", LossSpec.of(Loss.CROSS_ENTROPY)),
                new Golden("jax", LossSpec.of(Loss.CROSS_ENTROPY))))
        .toList();
  }

  Model model() {
    return Model.read(bytes(".onnx"));
  }

  TensorFile checkpoint() {
    return Safetensors.read(bytes("-checkpoint.safetensors"));
  }

  TensorFile probe() {
    return Safetensors.read(bytes("-probe.safetensors"));
  }

  LossDefinition definition() {
    return LossDefinitions.of(model().onnx(), checkpoint(), spec, probe());
  }

  /** The whole probe as one batch. */
  LossGraph graph() {
    return definition().graphs().apply(definition().sampleCount());
  }

  double[] expected(String what) {
    Tensor tensor = expectations().tensors().get(what);
    return tensor == null ? new double[0] : tensor.doubles();
  }

  /** What is expected for each parameter, in the layout's order. */
  double[] expectedByParameter(String what) {
    TensorFile expectations = expectations();
    return definition().layout().entries().stream()
        .map(entry -> expectations.tensors().get(what + "/" + entry.name()))
        .flatMapToDouble(tensor -> Arrays.stream(tensor.doubles()))
        .toArray();
  }

  private TensorFile expectations() {
    return Safetensors.read(bytes("-expected.safetensors"));
  }

  private byte[] bytes(String suffix) {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + suffix)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

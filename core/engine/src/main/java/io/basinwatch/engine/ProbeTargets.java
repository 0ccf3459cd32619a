package io.basinwatch.engine;

import io.basinwatch.engine.autodiff.ClassAxis;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;

/** The targets in a probe, checked against a loss and the model's output. */
final class ProbeTargets {
  private final LossSpec spec;
  private final Tensor target;
  private final Shape output; // (batch, ...)

  private ProbeTargets(LossSpec spec, Tensor target, Shape output) {
    this.spec = spec;
    this.target = target;
    this.output = output;
  }

  /**
   * @param output shape of the model's output, (batch, ...)
   * @return {@link LossGraph#TARGET} and {@link LossGraph#TARGET_WEIGHT}, as the loss needs them
   * @throws InvalidInputException if targets are missing, superfluous, misshapen or out of range
   */
  static Map<String, Tensor> of(
      LossSpec spec, TensorFile probe, ProbeTensors inputs, Shape output) {
    String loss = spec.loss().label();
    Tensor target = probe.tensors().get(LossGraph.TARGET);
    boolean isInput = inputs.inputs().containsKey(LossGraph.TARGET);
    if (spec.loss() == Loss.MODEL_OUTPUT) {
      if (target != null && !isInput) {
        throw new InvalidInputException(
            "probe: it has 'target', but loss '%s' takes none".formatted(loss));
      }
      return new ProbeTargets(spec, null, output).modelOutput();
    }
    if (isInput) {
      throw new InvalidInputException(
          "model: input name 'target' is reserved, except for loss 'model-output'");
    }
    if (target == null) {
      throw new InvalidInputException(
          "probe: 'target' is missing, which loss '%s' needs".formatted(loss));
    }
    TensorChecks.requireReadable("probe: 'target'", target);
    ProbeTensors.checkSampleCount(LossGraph.TARGET, target, inputs.sampleCount());
    ProbeTargets targets = new ProbeTargets(spec, target, output);
    return spec.loss() == Loss.CROSS_ENTROPY ? targets.classes() : targets.values();
  }

  private Map<String, Tensor> modelOutput() {
    if (outputs() != 1) {
      throw new InvalidInputException(
          "model: loss 'model-output' needs one output for each sample, not %s"
              .formatted(output.dimensions()));
    }
    return Map.of();
  }

  private int outputs() {
    return output.elements() / output.dimension(0);
  }

  private Map<String, Tensor> values() {
    checkElements();
    ProbeTensors.checkFinite(LossGraph.TARGET, target);
    for (int i = 0; spec.loss() == Loss.BINARY_CROSS_ENTROPY && i < target.elements(); i++) {
      if (target.real(i) < 0 || target.real(i) > 1) {
        throw outOfRange(i, "" + target.real(i), "in [0, 1]");
      }
    }
    return Map.of(LossGraph.TARGET, target);
  }

  private Map<String, Tensor> classes() {
    if (!target.type().isWhole()) {
      throw new InvalidInputException(
          "probe: 'target' has type %s, cross-entropy needs class indices"
              .formatted(target.type()));
    }
    if (output.rank() < 2 || output.elements() == 0) {
      throw new InvalidInputException(
          "model: its output %s has no classes, which cross-entropy needs".formatted(output));
    }
    int classCount = output.dimension(ClassAxis.of(output, target.shape()));
    long[] classes = target.longs();
    double[] weights = new double[classes.length];
    for (int i = 0; i < classes.length; i++) {
      if (isIgnored(classes[i])) {
        classes[i] = 0;
      } else if (classes[i] >= 0 && classes[i] < classCount) {
        weights[i] = 1;
      } else {
        throw outOfRange(i, "" + classes[i], "a class from 0 to " + (classCount - 1));
      }
    }
    Tensor checked = Tensor.ofLongs(target.shape(), classes);
    return spec.ignoreIndex().isEmpty()
        ? Map.of(LossGraph.TARGET, checked)
        : Map.of(LossGraph.TARGET, checked, LossGraph.TARGET_WEIGHT, means(weights));
  }

  private boolean isIgnored(long label) {
    return spec.ignoreIndex().isPresent() && spec.ignoreIndex().getAsLong() == label;
  }

  /** Weights that add up to 1 within each sample that has any. */
  private Tensor means(double[] weights) {
    int each = weights.length / target.shape().getFirst();
    for (int start = 0; start < weights.length; start += each) {
      double sum = 0;
      for (int i = start; i < start + each; i++) {
        sum += weights[i];
      }
      for (int i = start; i < start + each && sum > 0; i++) {
        weights[i] /= sum;
      }
    }
    return Tensor.ofDoubles(target.shape(), weights);
  }

  private void checkElements() {
    int given = target.elements() / target.shape().getFirst();
    if (given != outputs()) {
      List<Integer> sample = output.dimensions().subList(1, output.rank());
      throw new InvalidInputException(
          "probe: 'target' has shape %s: %d values for each sample, the model's output %s needs %d"
              .formatted(target.shape(), given, sample, outputs()));
    }
  }

  private InvalidInputException outOfRange(int element, String value, String range) {
    return new InvalidInputException(
        "probe: 'target' is %s in sample %d, not %s"
            .formatted(value, ProbeTensors.sample(target, element), range));
  }
}

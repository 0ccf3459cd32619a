package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Safetensors;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the engine does with an input: it computes or refuses; anything else is an error of ours.
 */
final class Trial {
  private static final ModelLimits LIMITS = new ModelLimits(2_000, 100_000, 1 << 18, 8L << 20);
  private static final int LONGEST_MESSAGE = 4_000;

  private Trial() {}

  /**
   * @param derivatives whether gradient and Hessian-vector product are computed as well
   * @return the reason of the refusal, or none where it computed
   */
  static Optional<String> run(Subject subject, boolean derivatives) {
    try {
      compute(subject, derivatives);
      return Optional.empty();
    } catch (InvalidInputException e) {
      String message = e.getMessage();
      if (message == null
          || message.isBlank()
          || message.contains("\n")
          || message.length() > LONGEST_MESSAGE) {
        throw new IllegalStateException("no message of one line", e);
      }
      return Optional.of(message);
    }
  }

  private static void compute(Subject subject, boolean derivatives) {
    Model model = Model.read(MemorySegment.ofArray(subject.model()), LIMITS);
    try (LossFunction function =
        LossFunctions.compile(
            model,
            Safetensors.read(subject.weights()),
            subject.loss(),
            Safetensors.read(subject.probe()),
            EngineOptions.DEFAULT)) {
      Minibatch batch = Minibatch.whole(Math.min(function.sampleCount(), 4));
      ParameterVector w = function.checkpoint();
      function.loss(w, batch);
      if (derivatives) {
        ParameterVector result = function.zeros();
        function.gradient(w, batch, result);
        function.hessianVectorProduct(w, batch, w, result);
      }
    }
  }
}

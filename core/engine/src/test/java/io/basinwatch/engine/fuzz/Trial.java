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
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * What the engine does with an input: it computes or refuses; anything else is an error of ours.
 */
final class Trial {
  private static final ModelLimits LIMITS = new ModelLimits(2_000, 100_000, 1 << 18, 8L << 20);

  /** What says that an operator is written wrongly, not that its operands are. */
  private static final Set<Class<?>> UNEXPECTED =
      Set.of(
          NullPointerException.class,
          ClassCastException.class,
          NoSuchElementException.class,
          NegativeArraySizeException.class,
          IllegalStateException.class,
          UnsupportedOperationException.class);

  private static final int LONGEST_MESSAGE = 4_000;

  private Trial() {}

  /**
   * @param samples of the minibatch at most; the probe's come more than once in it
   * @param derivatives whether gradient and Hessian-vector product are computed as well
   * @return the reason of the refusal, or none where it computed
   */
  static Optional<String> run(Subject subject, int samples, boolean derivatives) {
    try {
      compute(subject, samples, derivatives);
      return Optional.empty();
    } catch (InvalidInputException e) {
      if (e.getCause() != null && UNEXPECTED.contains(e.getCause().getClass())) {
        throw new IllegalStateException("refused by accident", e.getCause());
      }
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

  private static void compute(Subject subject, int samples, boolean derivatives) {
    Model model = Model.read(MemorySegment.ofArray(subject.model()), LIMITS);
    try (LossFunction function =
        LossFunctions.compile(
            model,
            Safetensors.read(subject.weights()),
            subject.loss(),
            Safetensors.read(subject.probe()),
            EngineOptions.DEFAULT)) {
      Minibatch batch = Minibatch.ofSize(samples);
      for (int i = 0; i < samples; i++) {
        batch.setIndex(i, i % function.sampleCount());
      }
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

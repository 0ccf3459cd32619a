package io.basinwatch.platform.domain;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Workers;
import java.util.Optional;

/**
 * A problem with the working memory of its loss functions. The command line and the services both
 * come by their problems here, so that they give the same numbers and refuse the same input.
 */
public final class CompiledProblem implements AutoCloseable {
  private final Problem problem;

  private CompiledProblem(Problem problem) {
    this.problem = problem;
  }

  /**
   * @param seed as it is to be published, not a base seed
   * @throws InvalidInputException where the files do not fit together
   */
  public static CompiledProblem of(
      ProblemInput input, long seed, Workers workers, EngineOptions options) {
    LossFunction train = compile(input, "train probe", input.trainProbe(), options);
    Optional<LossFunction> heldout = Optional.empty();
    try {
      IndependenceCheck.require(input.model(), train);
      heldout = input.heldoutProbe().map(probe -> compile(input, "held-out probe", probe, options));
      Optional<ParameterVector> initial = input.initialWeights().map(file -> load(train, file));
      return new CompiledProblem(
          new Problem(train, heldout, initial, input.datasetSize(), seed, workers));
    } catch (RuntimeException e) {
      heldout.ifPresent(LossFunction::close);
      train.close();
      throw e;
    }
  }

  public Problem problem() {
    return problem;
  }

  @Override
  public void close() {
    problem.heldout().ifPresent(LossFunction::close);
    problem.train().close();
  }

  private static LossFunction compile(
      ProblemInput input, String which, TensorFile probe, EngineOptions options) {
    return Naming.part(
        "probe",
        which,
        () -> LossFunctions.compile(input.model(), input.weights(), input.loss(), probe, options));
  }

  private static ParameterVector load(LossFunction train, TensorFile initialWeights) {
    return Naming.part(
        "checkpoint", "initial weights", () -> LossFunctions.load(train, initialWeights));
  }
}

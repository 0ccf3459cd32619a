package io.basinwatch.statistics.loss;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.List;

/** |grad L_n(w*)|_2 over the whole training probe: 0 at a stationary point. */
public final class GradientNorm implements Statistic {

  @Override
  public List<String> names() {
    return List.of("gradient-norm");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    EstimateBuilder estimate = Estimate.of("gradient-norm");
    LossFunction loss = problem.train();
    ParameterVector gradient = loss.zeros();
    double mean = loss.gradient(loss.checkpoint(), Minibatch.whole(loss.sampleCount()), gradient);
    return List.of(
        Double.isFinite(mean)
            ? estimate.exact(gradient.norm())
            : estimate.undefined("the loss at the checkpoint is " + mean));
  }
}

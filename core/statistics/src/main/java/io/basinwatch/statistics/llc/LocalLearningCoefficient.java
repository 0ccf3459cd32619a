package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The local learning coefficient lambda = n beta (E[L_n(w)] - L_n(w*)), the expectation over
 * density proportional to exp(-n beta L_n(w) - gamma/2 |w - w*|^2) (Lau, Furman, Wang, Murfet, Wei
 * 2023), in units of half an effective parameter, with beta = 1/ln n; and what the same chains tell
 * beside it: WBIC, WAIC, singular fluctuation, free energy. L_n is the mean loss over the probe.
 */
public final class LocalLearningCoefficient implements Statistic {

  @Override
  public List<String> names() {
    return Family.NAMES;
  }

  @Override
  public Set<String> settingNames() {
    return LlcSettings.NAMES;
  }

  @Override
  public void validate(Settings settings) {
    LlcSettings.of(settings);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    List<Estimate> estimates = new ArrayList<>();
    measure(problem, settings, estimates::add);
    return estimates;
  }

  @Override
  public void measure(Problem problem, Settings settings, Listener listener) {
    LlcSettings options = LlcSettings.of(settings);
    List<Double> temperatures = Multiplicity.temperatures(problem, options);
    Refinement refinement = Refinement.of(problem, options);
    EstimateBuilder llc = Estimate.of("llc");
    Work work = new Work(listener, temperatures.size(), refinement.views().size());
    Optional<Sampling> sampling = Sampling.run(problem, options, work.next(1));
    Multiplicity.measure(problem, options, temperatures, work, llc);
    Summary.of(problem, options, sampling, llc).forEach(listener::known);
    refinement.measure(listener, work);
  }
}

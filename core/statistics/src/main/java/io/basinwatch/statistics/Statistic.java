package io.basinwatch.statistics;

import java.util.List;
import java.util.Set;

/** One measure of generalisation, or a family that one computation gives. Stateless. */
public interface Statistic {

  /** Names of the estimates that it gives; each appears in every result, with a verdict. */
  List<String> names();

  /** Names of the settings that it reads, defaults aside. */
  default Set<String> settingNames() {
    return Set.of();
  }

  /**
   * Checks settings without a problem at hand, so that a service fails at its start.
   *
   * @throws io.basinwatch.engine.InvalidInputException for settings that are wrong or inconsistent
   */
  default void validate(Settings settings) {}

  /**
   * @throws io.basinwatch.engine.InvalidInputException for settings that are wrong or inconsistent
   */
  List<Estimate> measure(Problem problem, Settings settings);

  /** Hears of a measurement while it goes on, on the thread that measures. */
  interface Listener {
    /** An estimate is known; others may come much later, or be cut short by a deadline. */
    void known(Estimate estimate);

    /**
     * @param share of the work that is done, as far as can be told; 1 at the end
     */
    default void progress(double share) {}
  }

  /** The same for somebody who listens. */
  default void measure(Problem problem, Settings settings, Listener listener) {
    measure(problem, settings).forEach(listener::known);
  }
}

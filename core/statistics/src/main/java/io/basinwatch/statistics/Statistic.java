package io.basinwatch.statistics;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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

  /**
   * The same, where some estimates are known long before others: they are not lost when a deadline
   * cuts the rest short.
   *
   * @param known gets each estimate
   */
  default void measure(Problem problem, Settings settings, Consumer<Estimate> known) {
    measure(problem, settings).forEach(known);
  }
}

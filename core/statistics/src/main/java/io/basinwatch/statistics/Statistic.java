package io.basinwatch.statistics;

import java.util.List;

/** One measure of generalisation, or a family that one computation gives. Stateless. */
public interface Statistic {

  /** Names of the estimates that it gives; each appears in every result, with a verdict. */
  List<String> names();

  /**
   * @throws io.basinwatch.engine.InvalidInputException for settings that are wrong or inconsistent
   */
  List<Estimate> measure(Problem problem, Settings settings);
}

package io.basinwatch.topics;

/** Keys of records: what a topic orders by, spreads by and compacts by. */
public final class Keys {
  private Keys() {}

  /** Of basinwatch.checkpoints: spreads a run's checkpoints over partitions. */
  public static String checkpoint(String run, long step) {
    return run + "/" + step;
  }

  /** Of basinwatch.measurements: one result each, so that a repeat overwrites itself. */
  public static String measurement(String run, long step, String statistic, String variant) {
    return run + "/" + step + "/" + statistic + "/" + variant;
  }

  /** Of basinwatch.progress: what is said of one job stays in order. */
  public static String progress(String run, long step, String service) {
    return run + "/" + step + "/" + service;
  }
}

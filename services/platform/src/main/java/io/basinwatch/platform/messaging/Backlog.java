package io.basinwatch.platform.messaging;

/** What waits behind a record. */
@FunctionalInterface
interface Backlog {
  /** Under the policy `every` it does not matter. */
  Backlog IGNORED = (run, partition, offset) -> false;

  /** Whether a newer checkpoint of the run waits behind this record. */
  boolean hasNewer(String run, int partition, long offset);
}

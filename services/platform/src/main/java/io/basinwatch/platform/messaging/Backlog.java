package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.Checkpoint;

/** What waits beside a record. */
@FunctionalInterface
interface Backlog {
  /** Under the policy `every` it does not matter. */
  Backlog IGNORED = (checkpoint, sentMillis) -> false;

  /**
   * Whether the checkpoint is to be passed over for a newer one of its run.
   *
   * @param sentMillis its record's timestamp
   */
  boolean hasNewer(Checkpoint checkpoint, long sentMillis);
}

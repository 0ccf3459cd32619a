package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.Checkpoint;

/** What waits beside a record. */
@FunctionalInterface
interface Backlog {
  /** Under the policy `every` it does not matter. */
  Backlog IGNORED = (checkpoint, place) -> false;

  /**
   * A record's place in the checkpoints topic.
   *
   * @param sentMillis the record's timestamp
   */
  record Place(int partition, long offset, long sentMillis) {}

  /**
   * Whether the checkpoint is to be passed over for a newer one of its run. To be asked about every
   * record in turn.
   */
  boolean hasNewer(Checkpoint checkpoint, Place place);
}

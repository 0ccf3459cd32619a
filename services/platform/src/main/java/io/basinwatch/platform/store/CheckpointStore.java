package io.basinwatch.platform.store;

import java.lang.foreign.MemorySegment;
import java.net.URI;

/** A place that claim checks point to. One implementation a kind of place: a folder, a bucket. */
public interface CheckpointStore {

  /** Scheme of the URIs that lie here, as {@code file}. */
  String scheme();

  /**
   * Reads the data of a URI.
   *
   * @param sizeBytes that the data must have; nothing is read where it has another
   * @throws io.basinwatch.engine.InvalidInputException where the data is missing, has another size,
   *     or lies outside the store
   */
  MemorySegment read(URI uri, long sizeBytes);
}

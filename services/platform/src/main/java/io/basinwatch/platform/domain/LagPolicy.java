package io.basinwatch.platform.domain;

/** Which checkpoints a service measures when they come faster than it measures. */
public enum LagPolicy {
  /** All of them, however late. */
  EVERY,
  /** The newest of each run; one that is passed over gets a `skipped` result. */
  LATEST
}

package io.basinwatch.engine.graph;

/** What the elements of a node are. */
public enum ElementType {
  /**
   * Floating point in the program's precision: float32, or float64 for tests and small exact work.
   */
  REAL,
  /** 32-bit indices and class numbers. */
  INTEGER
}

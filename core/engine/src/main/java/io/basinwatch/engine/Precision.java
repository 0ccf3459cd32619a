package io.basinwatch.engine;

/** Floating-point format that a program computes in. */
public enum Precision {
  FLOAT32,
  FLOAT64
}

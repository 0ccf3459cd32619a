package io.basinwatch.engine.kernels;

/** One kernel call with everything that it needs but the numbers. Allocates nothing. */
public interface Step {
  void run();
}

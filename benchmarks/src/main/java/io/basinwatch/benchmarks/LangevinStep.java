package io.basinwatch.benchmarks;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.ParameterVectors;
import io.basinwatch.engine.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The update of SGLD with its noise, and the noise alone, for vectors of one network's size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LangevinStep {
  /** Parameters of 10-32-32-10 and of 784-256-256-10. */
  @Param({"1738", "269322"})
  int size;

  private final RandomStream random = RandomStream.of(1, 0);
  private ParameterVector w;
  private ParameterVector gradient;
  private ParameterVector anchor;

  @Setup
  public void fill() {
    w = ParameterVectors.float32(size);
    gradient = ParameterVectors.float32(size);
    anchor = ParameterVectors.float32(size);
    gradient.fillNormal(random);
  }

  @Benchmark
  public void step() {
    w.langevinStep(gradient, anchor, 1e-6, 100, 100, random);
  }

  @Benchmark
  public void normals() {
    w.fillNormal(random);
  }
}

package io.basinwatch.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** OpenBLAS's SGEMM on one thread, with the sizes of a layer: the engine's own products compare. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatrixProduct {
  /** batch x inputs x outputs. */
  @Param({"64x32x32", "256x256x256", "256x784x256"})
  String sizes;

  private int m;
  private int k;
  private int n;
  private FloatPointer a; // (m, k)
  private FloatPointer b; // (k, n)
  private FloatPointer c; // (m, n)

  @Setup
  public void allocate() {
    blas_set_num_threads(1);
    String[] parts = sizes.split("x");
    m = Integer.parseInt(parts[0]);
    k = Integer.parseInt(parts[1]);
    n = Integer.parseInt(parts[2]);
    a = filled((long) m * k);
    b = filled((long) k * n);
    c = filled((long) m * n);
  }

  @Benchmark
  public void sgemm() {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1f, a, k, b, n, 0f, c, n);
  }

  private static FloatPointer filled(long size) {
    FloatPointer pointer = new FloatPointer(size);
    for (long i = 0; i < size; i++) {
      pointer.put(i, (float) Math.sin(i));
    }
    return pointer;
  }
}

package io.basinwatch.benchmarks;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/** What one thread evaluates again and again, on a minibatch of its own. */
interface Work extends AutoCloseable {

  void run();

  /** The vector that {@link #run} writes. */
  ParameterVector result();

  @Override
  default void close() {}

  static Work of(String name, LossFunction function, Minibatch batch) {
    ParameterVector w = function.checkpoint();
    ParameterVector result = function.zeros();
    return switch (name) {
      case "gradient" -> new Call(() -> function.gradient(w, batch, result), result, () -> {});
      case "product" -> {
        ParameterVector v = direction(function);
        yield new Call(() -> function.hessianVectorProduct(w, batch, v, result), result, () -> {});
      }
      case "curvature" -> {
        ParameterVector v = direction(function);
        Curvature curvature = function.curvature(w, batch);
        yield new Call(() -> curvature.product(v, result), result, curvature::close);
      }
      default -> throw new IllegalArgumentException("no work is called " + name);
    };
  }

  private static ParameterVector direction(LossFunction function) {
    ParameterVector v = function.zeros();
    v.fillNormal(RandomStream.of(1, 0));
    return v;
  }

  /** Work as two calls. */
  record Call(Runnable call, ParameterVector result, Runnable end) implements Work {
    @Override
    public void run() {
      call.run();
    }

    @Override
    public void close() {
      end.run();
    }
  }
}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.kernels.Workspace;
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * Keeps, for each chunk of the minibatch, what its point determines; chunks for which there is no
 * memory are computed anew for each product.
 */
final class CompiledCurvature implements Curvature {
  private final CompiledLoss loss;
  private final Batches runs;
  private final DirectVector point;
  private final Minibatch batch;
  private final Workspace[] kept; // of the first chunks
  private boolean closed;

  /**
   * @param bytes that may be kept
   */
  CompiledCurvature(
      CompiledLoss loss, Batches runs, ParameterVector w, Minibatch batch, long bytes) {
    this.loss = loss;
    this.runs = runs;
    this.point = loss.direct(loss.zeros());
    this.batch = batch;
    point.copyFrom(w);
    long chunks = Math.ceilDiv(batch.size(), runs.chunk());
    this.kept = new Workspace[(int) Math.min(chunks, bytes / Math.max(runs.keptBytes(), 1))];
    Arrays.setAll(kept, _ -> new Workspace());
    try {
      keepAll();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void keepAll() {
    for (int i = 0; i < kept.length; i++) {
      kept[i].reserve(runs.keptBytes());
      runs.bind(kept[i], point.address(), 0, 0);
      runs.runPoint(batch, i * runs.chunk());
    }
  }

  @Override
  public void product(ParameterVector v, ParameterVector product) {
    loss.requireOpen();
    if (closed) {
      throw new IllegalStateException("this curvature is closed");
    }
    DirectVector direction = loss.direct(v);
    DirectVector result = loss.direct(product);
    for (int chunk = 0; chunk * runs.chunk() < batch.size(); chunk++) {
      DirectVector target = chunk == 0 ? result : loss.partial();
      run(chunk, direction.address(), target.address());
      if (chunk > 0) {
        result.addScaled(1, target);
      }
    }
    Reference.reachabilityFence(direction);
    Reference.reachabilityFence(result);
    Reference.reachabilityFence(this);
  }

  private void run(int chunk, long direction, long result) {
    if (chunk < kept.length) {
      runs.bind(kept[chunk], point.address(), direction, result);
      runs.runDirection();
    } else {
      runs.bind(point.address(), direction, result);
      runs.run(batch, chunk * runs.chunk());
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Workspace workspace : kept) {
      workspace.close();
    }
  }
}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.kernels.Workspace;

/**
 * What the programs of one thread work in, one after the other.
 *
 * @param arena for {@link Buffer.Region#ARENA}
 * @param kept for {@link Buffer.Region#KEPT}, where no {@code Curvature} has memory of its own
 * @param scratch for the kernels
 */
record Memory(Workspace arena, Workspace kept, Workspace scratch) {
  Memory() {
    this(new Workspace(), new Workspace(), new Workspace());
  }

  void close() {
    arena.close();
    kept.close();
    scratch.close();
  }
}

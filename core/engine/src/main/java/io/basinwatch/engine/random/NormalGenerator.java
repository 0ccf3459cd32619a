package io.basinwatch.engine.random;

import io.basinwatch.engine.kernels.VectorSupport;
import io.basinwatch.engine.kernels.cpu.VectorNormals;

/** Fills arrays with standard normal numbers; every implementation gives the same bits. */
public interface NormalGenerator {
  /** Numbers that one step of all lanes gives: r c of each lane, then r s of each. */
  int BLOCK = 2 * Lanes.COUNT;

  /**
   * @param lanes advanced by two words a block begun
   * @param normals overwritten from 0 to count, and to the end of the last block; long enough for
   *     it
   */
  void fill(Lanes lanes, float[] normals, int count);

  /** The vectorised one where this JVM has the Vector API, else the scalar one. */
  static NormalGenerator best() {
    return VectorSupport.available() ? new VectorNormals() : new ScalarNormals();
  }
}

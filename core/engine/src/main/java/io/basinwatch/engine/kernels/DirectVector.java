package io.basinwatch.engine.kernels;

import io.basinwatch.engine.ParameterVector;
import java.lang.foreign.MemorySegment;

/** A parameter vector off the heap, at an address that kernels use. Freed when unreachable. */
public abstract class DirectVector implements ParameterVector {
  private final int size;
  private final int elementBytes;
  private final MemorySegment memory;

  /** A vector of zeros. */
  protected DirectVector(int size, int elementBytes) {
    this.size = size;
    this.elementBytes = elementBytes;
    this.memory = OffHeap.zeros((long) size * elementBytes);
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final double unitRoundoff() {
    return elementBytes == Float.BYTES ? 0x1p-24 : 0x1p-53;
  }

  /** Of its first element. */
  public final long address() {
    return memory.address();
  }

  /** Its elements. */
  protected final MemorySegment memory() {
    return memory;
  }

  /** Some of its elements. */
  protected final MemorySegment elements(int offset, int count) {
    return memory.asSlice((long) offset * elementBytes, (long) count * elementBytes);
  }

  /** The other vector of a call, which has to be of this one's size and precision. */
  protected final <V extends DirectVector> V peer(ParameterVector x, Class<V> type) {
    if (x.size() != size || !type.isInstance(x)) {
      throw new IllegalArgumentException(
          "%s(%d) meets %s(%d)"
              .formatted(getClass().getSimpleName(), size, x.getClass().getSimpleName(), x.size()));
    }
    return type.cast(x);
  }

  /** Fails unless an array has as many elements as this vector. */
  protected final void checkLength(double[] values) {
    if (values.length != size) {
      throw new IllegalArgumentException(
          values.length + " values for a vector of " + size + " elements");
    }
  }

  @Override
  public final void copyRange(int at, ParameterVector x, int from, int count) {
    if (x.getClass() != getClass()) {
      throw new IllegalArgumentException(
          getClass().getSimpleName() + " meets " + x.getClass().getSimpleName());
    }
    MemorySegment source = ((DirectVector) x).elements(from, count);
    elements(at, count).copyFrom(source);
  }

  @Override
  public double norm() {
    return Math.sqrt(dot(this));
  }
}

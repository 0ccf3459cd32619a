package io.basinwatch.engine.compile;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Reads and writes a program's numbers in its precision. */
final class Numbers {
  private final boolean isDouble;

  Numbers(int realBytes) {
    this.isDouble = realBytes == Double.BYTES;
  }

  double real(long address, long i) {
    return isDouble
        ? ALL.get(JAVA_DOUBLE, address + Double.BYTES * i)
        : ALL.get(JAVA_FLOAT, address + Float.BYTES * i);
  }

  void setReal(long address, long i, double value) {
    if (isDouble) {
      ALL.set(JAVA_DOUBLE, address + Double.BYTES * i, value);
    } else {
      ALL.set(JAVA_FLOAT, address + Float.BYTES * i, (float) value);
    }
  }

  static void setInteger(long address, long i, int value) {
    ALL.set(JAVA_INT, address + Integer.BYTES * i, value);
  }
}

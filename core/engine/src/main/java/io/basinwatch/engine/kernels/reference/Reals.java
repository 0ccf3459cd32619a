package io.basinwatch.engine.kernels.reference;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Elements by index. */
final class Reals {
  private Reals() {}

  static double get(long address, long i) {
    return ALL.get(JAVA_DOUBLE, address + Double.BYTES * i);
  }

  static void set(long address, long i, double value) {
    ALL.set(JAVA_DOUBLE, address + Double.BYTES * i, value);
  }

  static void add(long address, long i, double value) {
    set(address, i, get(address, i) + value);
  }

  static int integer(long address, long i) {
    return ALL.get(JAVA_INT, address + Integer.BYTES * i);
  }

  static void setInteger(long address, long i, int value) {
    ALL.set(JAVA_INT, address + Integer.BYTES * i, value);
  }
}

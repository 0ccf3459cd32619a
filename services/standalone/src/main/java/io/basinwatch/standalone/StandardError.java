package io.basinwatch.standalone;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The launcher takes a line of the JVM's own off standard error (the Vector API still incubates),
 * so file descriptor 2 is a pipe to it, and the original is descriptor 3.
 */
final class StandardError {
  private static final int STANDARD_ERROR = 2;
  private static final int ORIGINAL = 3;

  private StandardError() {}

  /** Makes descriptor 2 the original again, where the launcher says that there is one. */
  static void restore() {
    if (!Boolean.getBoolean("basinwatch.launcher")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int descriptor = (int) dup2.invokeExact(ORIGINAL, STANDARD_ERROR);
      assert descriptor == STANDARD_ERROR;
    } catch (Throwable e) {
      throw new IllegalStateException("standard error cannot be restored", e);
    }
  }

  /** Whether a person reads along. */
  static boolean isTerminal() {
    return Boolean.getBoolean("basinwatch.terminal");
  }
}

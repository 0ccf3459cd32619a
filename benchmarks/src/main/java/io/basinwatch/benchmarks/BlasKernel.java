package io.basinwatch.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Which of its kernels OpenBLAS has chosen for this processor. */
final class BlasKernel {
  private BlasKernel() {}

  /** As {@code OpenBLAS 0.3.30 Haswell}; JavaCPP does not bind the functions that tell it. */
  static String describe() {
    Loader.load(openblas_nolapack.class);
    String[] configuration = text("openblas_get_config").split(" ");
    return configuration[0] + " " + configuration[1] + " " + text("openblas_get_corename");
  }

  private static String text(String function) {
    MemorySegment address = SymbolLookup.loaderLookup().find(function).orElseThrow();
    FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.ADDRESS);
    try {
      MemorySegment text =
          (MemorySegment) Linker.nativeLinker().downcallHandle(address, signature).invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(function + " cannot be called", e);
    }
  }
}

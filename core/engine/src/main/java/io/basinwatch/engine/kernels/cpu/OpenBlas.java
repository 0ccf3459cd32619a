package io.basinwatch.engine.kernels.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Loads OpenBLAS and keeps it to one thread: parallelism is over chains. */
final class OpenBlas {
  static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
  static final int PLAIN = openblas_nolapack.CblasNoTrans;
  static final int TRANSPOSED = openblas_nolapack.CblasTrans;

  /**
   * The name of the kernels that it chose for this processor, as {@code ZEN} or {@code SKYLAKEX}.
   */
  static final String CORE;

  static {
    Path bridge = Path.of(Loader.load(openblas_nolapack.class));
    openblas_nolapack.blas_set_num_threads(1);
    CORE = core(bridge.resolveSibling(System.mapLibraryName("openblas_nolapack") + ".0"));
  }

  private OpenBlas() {}

  /** Has the static part above run, which the constants alone do not. */
  static void load() {}

  /** Asks the library itself: JavaCPP has no such function. */
  private static String core(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    FunctionDescriptor signature =
        FunctionDescriptor.of(
            ValueLayout.ADDRESS.withTargetLayout(
                MemoryLayout.sequenceLayout(64, ValueLayout.JAVA_BYTE)));
    try {
      MemorySegment name =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(symbols.findOrThrow("openblas_get_corename"), signature)
                  .invokeExact();
      return name.getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS does not name its kernels", e);
    }
  }
}

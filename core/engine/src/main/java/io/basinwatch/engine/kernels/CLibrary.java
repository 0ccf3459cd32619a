package io.basinwatch.engine.kernels;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** What Linux and its C library may have beyond the standard. */
final class CLibrary {
  private CLibrary() {}

  /** A function, where this is Linux and it is there. */
  static Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(function -> linker.downcallHandle(function, descriptor));
  }
}

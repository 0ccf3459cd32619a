package io.basinwatch.engine.kernels;

/** Whether this JVM runs with the incubating Vector API. */
public final class VectorSupport {
  /** The module; a JVM has it with {@code --add-modules=jdk.incubator.vector}. */
  public static final String MODULE = "jdk.incubator.vector";

  private VectorSupport() {}

  public static boolean available() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}

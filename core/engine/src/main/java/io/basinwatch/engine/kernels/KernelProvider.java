package io.basinwatch.engine.kernels;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Precision;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Chooses the kernels; says once for each choice what it is. */
public final class KernelProvider {
  private static final System.Logger LOGGER = System.getLogger(KernelProvider.class.getName());
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private KernelProvider() {}

  /**
   * @throws InvalidInputException for kernels that do not exist, or not in this precision
   */
  public static Kernels of(EngineOptions options) {
    Kernels kernels = choose(options);
    if (SAID.add(kernels.toString())) {
      LOGGER.log(System.Logger.Level.INFO, "Kernels: {0}", kernels);
    }
    return kernels;
  }

  private static Kernels choose(EngineOptions options) {
    boolean single = options.precision() == Precision.FLOAT32;
    if (options.kernels().equals("cpu") && single) {
      requireVectors();
      return new CpuKernels();
    } else if (options.kernels().equals("reference") && !single) {
      return new ReferenceKernels();
    }
    throw new InvalidInputException(
        "kernels '%s' in %s do not exist; known: cpu in FLOAT32, reference in FLOAT64"
            .formatted(options.kernels(), options.precision()));
  }

  private static void requireVectors() {
    if (!VectorSupport.available()) {
      throw new IllegalStateException(
          "the cpu kernels need Java to be started with --add-modules=" + VectorSupport.MODULE);
    }
  }
}

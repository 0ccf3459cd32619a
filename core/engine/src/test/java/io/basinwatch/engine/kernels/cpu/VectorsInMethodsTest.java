package io.basinwatch.engine.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import org.junit.jupiter.api.Test;

/**
 * A vector that crosses a call which is not inlined becomes an object, and the call takes ten times
 * as long. Methods of ours are not inlined where their caller has seldom come by, as in a kernel
 * for short rows that meets a model with long ones.
 */
class VectorsInMethodsTest {

  @Test
  void noMethodTakesOrGivesAVectorButThoseThatEveryCallOfTheirCallersReaches() throws Exception {
    // Given
    Path classes =
        Path.of(VectorMath.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(VectorMath.class.getPackageName().replace('.', '/'));

    // When
    List<String> methods;
    try (Stream<Path> files = Files.list(classes)) {
      methods =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class"))
              .flatMap(name -> methods(name.substring(0, name.length() - ".class".length())))
              .filter(method -> !method.isSynthetic())
              .filter(VectorsInMethodsTest::movesVectors)
              .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
              .distinct()
              .toList();
    }

    // Then
    assertThat(methods)
        .containsExactlyInAnyOrder(
            "ArgmaxStep.values",
            "BatchProduct.store",
            "BlockTransposition.exchange",
            "VectorMath.four",
            "VectorMath.sum");
  }

  private static Stream<Method> methods(String name) {
    try {
      String full = VectorMath.class.getPackageName() + "." + name;
      return Arrays.stream(Class.forName(full).getDeclaredMethods());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean movesVectors(Method method) {
    return Vector.class.isAssignableFrom(method.getReturnType())
        || Arrays.stream(method.getParameterTypes()).anyMatch(Vector.class::isAssignableFrom);
  }
}

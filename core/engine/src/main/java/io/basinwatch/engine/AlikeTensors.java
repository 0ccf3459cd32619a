package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** Tensors of a checkpoint with the same dimensions in some order, found by their numbers. */
final class AlikeTensors {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private Map<Long, List<String>> digests; // of all numbers in their order

  void add(String name, Tensor tensor) {
    tensors.put(name, tensor);
  }

  /** A tensor with the same numbers as a matrix or its transpose, unless all are one number. */
  Optional<String> copyOf(double[] matrix, int columns) {
    if (isFilled(matrix)) {
      return Optional.empty();
    }
    int rows = matrix.length / columns;
    IntToDoubleFunction transposed = i -> matrix[i % rows * columns + i / rows];
    return find(matrix.length, i -> matrix[i]).or(() -> find(matrix.length, transposed));
  }

  private static boolean isFilled(double[] numbers) {
    for (double number : numbers) {
      if (number != numbers[0]) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> find(int count, IntToDoubleFunction numbers) {
    if (digests == null) {
      digests = new HashMap<>();
      tensors.forEach(
          (name, tensor) ->
              digests
                  .computeIfAbsent(digest(count, tensor::real), _ -> new ArrayList<>())
                  .add(name));
    }
    return digests.getOrDefault(digest(count, numbers), List.of()).stream()
        .filter(name -> areEqual(count, numbers, tensors.get(name)::real))
        .findFirst();
  }

  private static long digest(int count, IntToDoubleFunction numbers) {
    long digest = count;
    for (int i = 0; i < count; i++) {
      long bits = Double.doubleToLongBits(numbers.applyAsDouble(i) + 0.); // 0 for -0, its equal
      digest = (digest ^ bits) * FACTOR;
      digest ^= digest >>> 32;
    }
    return digest;
  }

  private static boolean areEqual(int count, IntToDoubleFunction a, IntToDoubleFunction b) {
    for (int i = 0; i < count; i++) {
      if (a.applyAsDouble(i) != b.applyAsDouble(i)) {
        return false;
      }
    }
    return true;
  }
}

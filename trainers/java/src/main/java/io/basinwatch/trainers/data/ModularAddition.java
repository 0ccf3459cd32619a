package io.basinwatch.trainers.data;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** All pairs (a, b) below p with target (a + b) mod p, a random part of them for training. */
public final class ModularAddition {
  private ModularAddition() {}

  /**
   * @param trainFraction of the p^2 pairs that is trained on; the rest is held out
   */
  public static Dataset of(int p, double trainFraction, long seed) {
    List<Integer> pairs = new ArrayList<>(IntStream.range(0, p * p).boxed().toList());
    Collections.shuffle(pairs, new Random(seed));
    int train = (int) (trainFraction * pairs.size());
    return new Dataset(
        select(pairs.subList(0, train), p), select(pairs.subList(train, pairs.size()), p));
  }

  private static TensorFile select(List<Integer> pairs, int p) {
    long[] inputs = new long[2 * pairs.size()];
    long[] targets = new long[pairs.size()];
    for (int i = 0; i < targets.length; i++) {
      int a = pairs.get(i) / p;
      int b = pairs.get(i) % p;
      inputs[2 * i] = a;
      inputs[2 * i + 1] = b;
      targets[i] = (a + b) % p;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(Dataset.INPUT, Tensor.ofLongs(List.of(targets.length, 2), inputs));
    tensors.put(Dataset.TARGET, Tensor.ofLongs(List.of(targets.length), targets));
    return TensorFile.of(tensors);
  }
}

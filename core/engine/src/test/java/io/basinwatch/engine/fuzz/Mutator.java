package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.engine.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Changes an input in one to four places: bytes, messages, headers, tensors. */
final class Mutator {
  private static final long[] LENGTHS = {0, 1, 2, 127, 255, 1L << 31, 1L << 32, Long.MAX_VALUE, -1};

  /** Among them what begins and ends a group of protobuf's fields, and a list of JSON. */
  private static final byte[] BYTES = {0x0B, 0x0C, 0, '[', (byte) 0xFF};

  private final List<Subject> seeds;
  private final Random random;
  private final GraphMutator graphs;

  Mutator(List<Subject> seeds, Random random) {
    this.seeds = seeds;
    this.random = random;
    this.graphs = new GraphMutator(random);
  }

  Subject next() {
    Subject subject = seed();
    for (int i = random.nextInt(4); i >= 0; i--) {
      subject = mutated(subject);
    }
    return subject;
  }

  private Subject seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private Subject mutated(Subject subject) {
    return switch (random.nextInt(16)) {
      case 0 -> subject.withModel(bytes(subject.model()));
      case 1 -> subject.withWeights(header(subject.weights()));
      case 2 -> subject.withProbe(header(subject.probe()));
      case 3 -> subject.withProbe(tensors(subject.probe()));
      case 4 -> subject.withWeights(tensors(subject.weights()));
      case 5 ->
          switch (random.nextInt(3)) {
            case 0 -> subject.withWeights(seed().weights());
            case 1 -> subject.withProbe(seed().probe());
            default -> subject.withLoss(loss());
          };
      default -> subject.withModel(graphs.mutated(subject.model()));
    };
  }

  private LossSpec loss() {
    Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
    boolean ignores = loss == Loss.CROSS_ENTROPY && random.nextBoolean();
    return new LossSpec(loss, ignores ? OptionalLong.of(random.nextInt(3)) : OptionalLong.empty());
  }

  /** Flips a bit, writes a byte, cuts, repeats or swaps pieces, puts many equal bytes between. */
  private byte[] bytes(byte[] file) {
    if (file.length == 0) {
      return file;
    }
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + 1 + random.nextInt(16));
    byte[] changed = file.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[from] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[from] = (byte) random.nextInt(256);
      case 2 -> changed = Arrays.copyOf(file, from);
      case 3 -> {
        changed = Arrays.copyOf(file, file.length + to - from);
        System.arraycopy(file, from, changed, to, file.length - from);
      }
      case 4 -> {
        int count = 1 << random.nextInt(18);
        changed = Arrays.copyOf(file, file.length + count);
        Arrays.fill(changed, from, from + count, BYTES[random.nextInt(BYTES.length)]);
        System.arraycopy(file, from, changed, from + count, file.length - from);
      }
      default ->
          System.arraycopy(
              file, from, changed, random.nextInt(file.length - (to - from) + 1), to - from);
    }
    return changed;
  }

  /** Changes a safetensors file where it says what it holds. */
  private byte[] header(byte[] file) {
    if (file.length <= Long.BYTES || random.nextInt(8) == 0) {
      return bytes(file);
    }
    if (random.nextInt(8) == 0) {
      byte[] changed = file.clone();
      ByteBuffer.wrap(changed).putLong(Long.reverseBytes(LENGTHS[random.nextInt(LENGTHS.length)]));
      return changed;
    }
    long told = Long.reverseBytes(ByteBuffer.wrap(file).getLong());
    int rest = Long.BYTES + Math.clamp(told, 1, file.length - Long.BYTES);
    byte[] text = bytes(Arrays.copyOfRange(file, Long.BYTES, rest));
    ByteBuffer changed = ByteBuffer.allocate(Long.BYTES + text.length + file.length);
    changed.putLong(Long.reverseBytes(text.length)).put(text);
    changed.put(file, rest, file.length - rest);
    return Arrays.copyOf(changed.array(), changed.position());
  }

  /** Changes type, shape or numbers of one tensor, or leaves one out. */
  private byte[] tensors(byte[] file) {
    TensorFile read;
    try {
      read = Safetensors.read(file);
    } catch (RuntimeException e) {
      return bytes(file); // changed before, and no longer readable
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(read.tensors());
    if (tensors.isEmpty()) {
      return file;
    }
    List<String> names = new ArrayList<>(tensors.keySet());
    String name = names.get(random.nextInt(names.size()));
    if (random.nextInt(6) == 0) {
      tensors.put(names.get(random.nextInt(names.size())), tensors.remove(name));
    } else {
      tensors.put(name, changed(tensors.get(name)));
    }
    return Safetensors.write(new TensorFile(tensors, read.metadata()));
  }

  private Tensor changed(Tensor tensor) {
    TensorType type = tensor.type();
    List<Integer> shape = new ArrayList<>(tensor.shape());
    switch (random.nextInt(4)) {
      case 0 -> type = TensorType.values()[random.nextInt(TensorType.values().length)];
      case 1 -> shape.add(random.nextInt(shape.size() + 1), random.nextInt(3));
      case 2 -> {
        if (!shape.isEmpty()) {
          shape.set(random.nextInt(shape.size()), random.nextInt(6));
        }
      }
      default -> {
        // other numbers only
      }
    }
    int elements = shape.stream().reduce(1, Math::multiplyExact);
    byte[] data = Arrays.copyOf(bytesOf(tensor), elements * type.bytes());
    if (data.length > 0 && random.nextBoolean()) {
      data[random.nextInt(data.length)] = (byte) random.nextInt(256);
    }
    return new Tensor(type, shape, ByteBuffer.wrap(data));
  }

  private static byte[] bytesOf(Tensor tensor) {
    byte[] bytes = new byte[tensor.data().remaining()];
    tensor.data().get(bytes);
    return bytes;
  }
}

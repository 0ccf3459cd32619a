package io.basinwatch.engine.compile;

import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.OffHeap;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Places buffers in one arena so that those that are in use at the same time never overlap: in the
 * order of execution each takes the first gap that it fits into, or the place of an input that it
 * replaces element by element.
 */
final class MemoryPlan {
  private final TreeMap<Long, Long> gaps = new TreeMap<>(); // offset -> bytes
  private final Map<Buffer, Integer> lastUse = new IdentityHashMap<>();
  private final Set<Buffer> pinned = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Buffer> ended = Collections.newSetFromMap(new IdentityHashMap<>());
  private long size;

  private MemoryPlan() {}

  /**
   * Places every buffer in the arena.
   *
   * @param inputs written before the first instruction
   * @param outputs read after the last one
   * @return the arena's size in bytes
   */
  static long place(List<Instruction> instructions, List<Buffer> inputs, List<Buffer> outputs) {
    MemoryPlan plan = new MemoryPlan();
    outputs.forEach(output -> plan.pinned.add(output.whole()));
    for (int i = 0; i < instructions.size(); i++) {
      for (Buffer buffer : instructions.get(i).inputs()) {
        plan.lastUse.put(buffer.whole(), i);
      }
      for (Buffer buffer : instructions.get(i).outputs()) {
        plan.lastUse.put(buffer.whole(), i);
      }
    }
    inputs.stream().filter(MemoryPlan::isUnplaced).forEach(plan::allocate);
    for (int i = 0; i < instructions.size(); i++) {
      plan.visit(instructions.get(i), i);
    }
    return plan.size;
  }

  /**
   * Places buffers that last, one after the other, in memory of their own.
   *
   * @return its size in bytes
   */
  static long keep(List<Buffer> buffers) {
    long bytes = 0;
    for (Buffer buffer : buffers) {
      buffer.moveToKept(bytes);
      bytes += footprint(buffer);
    }
    return bytes;
  }

  private void visit(Instruction instruction, int at) {
    for (Buffer output : wholes(instruction.outputs())) {
      if (isUnplaced(output)) {
        Buffer donor = donor(instruction, output, at);
        if (donor == null) {
          allocate(output);
        } else {
          output.place(donor.offset());
          ended.add(donor);
        }
      }
    }
    wholes(instruction.inputs()).forEach(buffer -> release(buffer, at));
    wholes(instruction.outputs()).forEach(buffer -> release(buffer, at));
  }

  private static List<Buffer> wholes(List<Buffer> buffers) {
    return buffers.stream().map(Buffer::whole).distinct().toList();
  }

  /** An input that ends here and whose place the output may take. */
  private Buffer donor(Instruction instruction, Buffer output, int at) {
    if (!instruction.spec().inPlace() || instruction.outputs().getFirst() != output) {
      return null;
    }
    for (int i = 0; i < instruction.inputs().size(); i++) {
      Buffer input = instruction.inputs().get(i);
      boolean ends = input.region() == Buffer.Region.ARENA && endsAt(input, at);
      if (ends && footprint(input) == footprint(output) && readsInOrder(instruction, input)) {
        return input;
      }
    }
    return null;
  }

  /**
   * Whether each element is read no later than the output's element of the same place is written,
   * and never as a part of something.
   */
  private static boolean readsInOrder(Instruction instruction, Buffer input) {
    for (int i = 0; i < instruction.inputs().size(); i++) {
      Buffer read = instruction.inputs().get(i);
      boolean inOrder =
          !(instruction.spec() instanceof KernelSpec.Elementwise spec)
              || spec.views().get(i).isContiguous();
      if (read.whole() == input.whole() && !(read == input.whole() && inOrder)) {
        return false;
      }
    }
    return true;
  }

  private boolean endsAt(Buffer buffer, int at) {
    Buffer whole = buffer.whole();
    return lastUse.get(whole) == at && !pinned.contains(whole) && !ended.contains(whole);
  }

  private void release(Buffer buffer, int at) {
    boolean placed = buffer.region() == Buffer.Region.ARENA && !isUnplaced(buffer);
    if (placed && endsAt(buffer, at)) {
      ended.add(buffer);
      free(buffer.offset(), footprint(buffer));
    }
  }

  private static boolean isUnplaced(Buffer buffer) {
    return buffer.region() == Buffer.Region.ARENA && buffer.offset() < 0;
  }

  private void allocate(Buffer buffer) {
    long bytes = footprint(buffer);
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      if (gap.getValue() >= bytes) {
        long offset = gap.getKey();
        long rest = gap.getValue() - bytes;
        gaps.remove(offset);
        if (rest > 0) {
          gaps.put(offset + bytes, rest);
        }
        buffer.place(offset);
        return;
      }
    }
    buffer.place(size);
    size += bytes;
  }

  private void free(long offset, long bytes) {
    long start = offset;
    long length = bytes;
    Map.Entry<Long, Long> before = gaps.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      gaps.remove(before.getKey());
      start = before.getKey();
      length += before.getValue();
    }
    Long after = gaps.remove(offset + bytes);
    gaps.put(start, after == null ? length : length + after);
  }

  private static long footprint(Buffer buffer) {
    return Math.ceilDiv(Math.max(buffer.bytes(), 1), OffHeap.ALIGNMENT) * OffHeap.ALIGNMENT;
  }
}

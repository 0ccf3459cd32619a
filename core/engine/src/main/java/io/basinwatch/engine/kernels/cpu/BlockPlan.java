package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Assigns a program's slots to blocks of memory: as few as it can, so that they stay near. */
final class BlockPlan {
  private final Deque<Integer> free = new ArrayDeque<>();
  private int count;

  private BlockPlan() {}

  /**
   * The block of each slot. Inputs and what is read at the end have their own; the result of an
   * instruction may take the place of an operand that nothing reads afterwards.
   */
  static int[] of(Elementwise spec) {
    return new BlockPlan().assign(spec);
  }

  private int[] assign(Elementwise spec) {
    List<Instruction> instructions = spec.program().instructions();
    int inputs = spec.program().inputs();
    int[] readers = new int[inputs + instructions.size()];
    instructions.forEach(i -> i.operands().forEach(slot -> readers[slot]++));
    spec.results().forEach(result -> readers[result.slot()]++);
    int[] blocks = new int[readers.length];
    Arrays.setAll(blocks, slot -> slot < inputs ? count++ : 0);
    for (int i = 0; i < instructions.size(); i++) {
      for (int slot : instructions.get(i).operands()) {
        if (--readers[slot] == 0 && slot >= inputs) {
          free.push(blocks[slot]);
        }
      }
      blocks[inputs + i] = free.isEmpty() ? count++ : free.pop();
    }
    return blocks;
  }
}

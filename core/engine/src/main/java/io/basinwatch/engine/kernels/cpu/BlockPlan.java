package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.ElementProgram;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
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
   * The block of each slot. An input has its own; the result of an instruction may take the place
   * of an operand that nothing reads afterwards.
   */
  static int[] of(ElementProgram program) {
    return new BlockPlan().assign(program);
  }

  private int[] assign(ElementProgram program) {
    List<Instruction> instructions = program.instructions();
    int inputs = program.inputs();
    int[] readers = new int[inputs + instructions.size()];
    instructions.forEach(i -> i.operands().forEach(slot -> readers[slot]++));
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

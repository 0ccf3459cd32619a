package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.View;
import io.basinwatch.engine.kernels.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a program of scalar functions on one block of elements after the other. What lies between
 * two functions is a block in the workspace, which stays in the first-level cache; an input that is
 * broadcast is spread out into such a block first.
 */
final class BlockStep implements Step {
  /**
   * Most elements in a block: 2 KiB, so that some twenty of them fit into the first-level cache.
   */
  static final int BLOCK = 1024;

  private final int elements;
  private final int block; // whole rows of the broadcast inputs, where they have the same rows
  private final Operand[] inputs;
  private final Expander[] expanders; // null where the input is contiguous
  private final Operand output;
  private final Instruction[] instructions;
  private final Workspace workspace;
  private final long[] slots;
  private final int[] blocks; // of the workspace, for each slot; not used for contiguous inputs

  BlockStep(Elementwise spec, List<Operand> inputs, Operand output, Workspace workspace) {
    this.elements = spec.elements();
    this.block = block(spec.views());
    this.inputs = inputs.toArray(Operand[]::new);
    this.expanders = spec.views().stream().map(BlockStep::expander).toArray(Expander[]::new);
    this.output = output;
    this.instructions = spec.program().instructions().toArray(Instruction[]::new);
    this.workspace = workspace;
    this.slots = new long[this.inputs.length + instructions.length];
    this.blocks = BlockPlan.of(spec.program());
    workspace.reserve(4L * BLOCK * (1 + Arrays.stream(blocks).max().orElse(0)));
  }

  private static Expander expander(View view) {
    return view.isContiguous() ? null : Expander.of(view);
  }

  private static int block(List<View> views) {
    int[] rows =
        views.stream()
            .map(View::dimensions)
            .filter(dimensions -> dimensions.size() > 1)
            .mapToInt(List::getLast)
            .distinct()
            .toArray();
    return rows.length == 1 && rows[0] <= BLOCK ? BLOCK - BLOCK % rows[0] : BLOCK;
  }

  @Override
  public void run() {
    long scratch = workspace.address();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = scratch + 4L * BLOCK * blocks[i];
    }
    for (int i = 0; i < inputs.length; i++) {
      if (isRepeated(i)) {
        expanders[i].fill(inputs[i].address(), 0, slots[i], Math.min(block, elements));
      }
    }
    for (int from = 0; from < elements; from += block) {
      block(from, Math.min(block, elements - from));
    }
  }

  /** Whether all blocks see the same of an input, which is spread out once then. */
  private boolean isRepeated(int input) {
    return expanders[input] != null && expanders[input].repeats(block);
  }

  private void block(int from, int count) {
    for (int i = 0; i < inputs.length; i++) {
      if (expanders[i] == null) {
        slots[i] = inputs[i].address() + 4L * from;
      } else if (!expanders[i].repeats(block)) {
        expanders[i].fill(inputs[i].address(), from, slots[i], count);
      }
    }
    slots[slots.length - 1] = output.address() + 4L * from;
    int target = inputs.length;
    for (Instruction instruction : instructions) {
      apply(instruction, slots[target++], count);
    }
  }

  private void apply(Instruction instruction, long y, int count) {
    switch (instruction) {
      case Instruction.Unary u -> UnaryKernels.apply(u.function(), slots[u.x()], y, count);
      case Instruction.Binary b ->
          BinaryKernels.apply(b.function(), slots[b.a()], slots[b.b()], y, count);
      case Instruction.Where w ->
          BinaryKernels.where(slots[w.condition()], slots[w.a()], slots[w.b()], y, count);
      case Instruction.Copy c -> VectorMath.copy(slots[c.x()], y, count);
    }
  }
}

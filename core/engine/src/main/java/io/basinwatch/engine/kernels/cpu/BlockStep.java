package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
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
  /** Elements in a block: 4 KiB, so that some ten of them fit into the first-level cache. */
  static final int BLOCK = 1024;

  private final int elements;
  private final int columns;
  private final int block; // elements: whole rows where something is summed or broadcast over rows
  private final Operand[] inputs;
  private final Expander[] expanders; // null where the input is contiguous
  private final Operand[] outputs;
  private final Result[] results;
  private final Instruction[] instructions;
  private final Workspace workspace;
  private final long[] slots;
  private final int[] blocks; // of the workspace, for each slot; not used where it lies elsewhere

  BlockStep(Elementwise spec, List<Operand> inputs, List<Operand> outputs, Workspace workspace) {
    this.elements = spec.elements();
    this.columns = spec.columns();
    this.block = block(spec);
    this.inputs = inputs.toArray(Operand[]::new);
    this.expanders = spec.views().stream().map(BlockStep::expander).toArray(Expander[]::new);
    this.outputs = outputs.toArray(Operand[]::new);
    this.results = spec.results().toArray(Result[]::new);
    this.instructions = spec.program().instructions().toArray(Instruction[]::new);
    this.workspace = workspace;
    this.slots = new long[this.inputs.length + instructions.length];
    this.blocks = BlockPlan.of(spec);
    workspace.reserve(4L * block * (1 + Arrays.stream(blocks).max().orElse(0)));
  }

  private static Expander expander(View view) {
    return view.isContiguous() ? null : Expander.of(view);
  }

  private static int block(Elementwise spec) {
    if (spec.results().stream().anyMatch(result -> result.form() != Result.Form.ALL)) {
      return spec.columns() * Math.max(1, BLOCK / spec.columns());
    }
    int[] rows =
        spec.views().stream()
            .map(View::dimensions)
            .filter(dimensions -> dimensions.size() > 1)
            .mapToInt(List::getLast)
            .distinct()
            .toArray();
    boolean lineUp = rows.length == 1 && rows[0] > 0 && rows[0] <= BLOCK;
    return lineUp ? BLOCK - BLOCK % rows[0] : BLOCK;
  }

  @Override
  public void run() {
    if (elements == 0) {
      return;
    }
    long scratch = workspace.address();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = scratch + 4L * block * blocks[i];
    }
    for (int i = 0; i < inputs.length; i++) {
      if (isRepeated(i)) {
        expanders[i].fill(inputs[i].address(), 0, slots[i], Math.min(block, elements));
      }
    }
    for (int from = 0; from < elements; from += block) {
      int count = Math.min(block, elements - from);
      place(from, count);
      for (int i = 0; i < instructions.length; i++) {
        apply(instructions[i], slots[inputs.length + i], count);
      }
      for (int i = 0; i < results.length; i++) {
        sum(results[i], outputs[i].address(), from, count);
      }
    }
  }

  /** Whether all blocks see the same of an input, which is spread out once then. */
  private boolean isRepeated(int input) {
    return expanders[input] != null && expanders[input].repeats(block);
  }

  /** Says where a block's inputs and results lie. */
  private void place(int from, int count) {
    for (int i = 0; i < inputs.length; i++) {
      if (expanders[i] == null) {
        slots[i] = inputs[i].address() + 4L * from;
      } else if (!expanders[i].repeats(block)) {
        expanders[i].fill(inputs[i].address(), from, slots[i], count);
      }
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i].form() == Result.Form.ALL) {
        slots[results[i].slot()] = outputs[i].address() + 4L * from;
      }
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

  /** Sums a block's whole rows. */
  private void sum(Result result, long output, int from, int count) {
    long row = slots[result.slot()];
    switch (result.form()) {
      case ALL -> {}
      case ROW_SUMS -> {
        int first = from / columns;
        for (int i = 0; i < count / columns; i++) {
          VectorMath.set(output, first + i, Reductions.sum(row + 4L * i * columns, columns));
        }
      }
      case COLUMN_SUMS -> {
        if (from == 0) {
          VectorMath.fill(output, 0, columns);
        }
        for (int i = 0; i < count / columns; i++) {
          long next = row + 4L * i * columns;
          BinaryKernels.apply(BinaryFunction.ADD, output, next, output, columns);
        }
      }
    }
  }
}

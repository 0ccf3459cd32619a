package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.graph.ScalarFunctions;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Runs a program of scalar functions, element by element; sums are added up one by one. */
final class ElementwiseStep implements Step {
  private final Elementwise spec;
  private final List<Operand> inputs;
  private final List<Operand> outputs;
  private final double[] slots;

  ElementwiseStep(Elementwise spec, List<Operand> inputs, List<Operand> outputs) {
    this.spec = spec;
    this.inputs = inputs;
    this.outputs = outputs;
    this.slots = new double[inputs.size() + spec.program().instructions().size()];
  }

  @Override
  public void run() {
    for (int i = 0; i < spec.elements(); i++) {
      for (int input = 0; input < inputs.size(); input++) {
        long place = Walk.position(spec.views().get(input), i);
        slots[input] = Reals.get(inputs.get(input).address(), place);
      }
      int slot = inputs.size();
      for (Instruction instruction : spec.program().instructions()) {
        slots[slot++] = value(instruction);
      }
      for (int result = 0; result < outputs.size(); result++) {
        put(spec.results().get(result), outputs.get(result).address(), i);
      }
    }
  }

  private void put(Result result, long output, int element) {
    double value = slots[result.slot()];
    int row = element / spec.columns();
    int column = element % spec.columns();
    switch (result.form()) {
      case ALL -> Reals.set(output, element, value);
      case ROW_SUMS -> Reals.set(output, row, column == 0 ? value : value + Reals.get(output, row));
      case COLUMN_SUMS ->
          Reals.set(output, column, row == 0 ? value : value + Reals.get(output, column));
    }
  }

  private double value(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Unary u -> ScalarFunctions.apply(u.function(), slots[u.x()]);
      case Instruction.Binary b -> ScalarFunctions.apply(b.function(), slots[b.a()], slots[b.b()]);
      case Instruction.Where w -> slots[slots[w.condition()] != 0 ? w.a() : w.b()];
      case Instruction.Copy c -> slots[c.x()];
    };
  }
}

package io.basinwatch.engine.kernels;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.List;

/**
 * A straight-line program on one element. Slot i is input i for i below {@code inputs}, then the
 * result of instruction i - inputs.
 */
public record ElementProgram(int inputs, List<Instruction> instructions) {

  public ElementProgram {
    instructions = List.copyOf(instructions);
  }

  /** The last slot. */
  public int last() {
    return inputs + instructions.size() - 1;
  }

  /** A function of values in slots. */
  public sealed interface Instruction {

    /** The slots that it reads. */
    default List<Integer> operands() {
      return switch (this) {
        case Unary u -> List.of(u.x());
        case Binary b -> List.of(b.a(), b.b());
        case Where w -> List.of(w.condition(), w.a(), w.b());
        case Copy c -> List.of(c.x());
      };
    }

    record Unary(UnaryFunction function, int x) implements Instruction {}

    record Binary(BinaryFunction function, int a, int b) implements Instruction {}

    /** condition (not 0): a, else b. */
    record Where(int condition, int a, int b) implements Instruction {}

    record Copy(int x) implements Instruction {}
  }
}

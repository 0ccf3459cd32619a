package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.kernels.ElementProgram;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The program of one group of element-by-element values, and the values that it reads. */
final class GroupProgram {
  private final List<Value> inputs = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final Map<Value, Integer> slots = new IdentityHashMap<>();
  private final KernelSpec.Elementwise spec;

  GroupProgram(Value root, ElementGroups groups) {
    List<Value> members = Values.order(List.of(root), value -> groups.contains(root, value));
    for (Value member : members) {
      if (member.action() instanceof Value.Action.Plain(Operation.Slice slice)) {
        addInput(member, member.input(0), Specs.view(member, slice));
      } else {
        member.inputs().stream()
            .filter(input -> !groups.contains(root, input) && !slots.containsKey(input))
            .forEach(input -> addInput(input, input, View.broadcast(input.shape(), root.shape())));
      }
    }
    List<Instruction> instructions = new ArrayList<>();
    for (Value member : members) {
      if (!slots.containsKey(member)) {
        instructions.add(instruction(member));
        slots.put(member, slots.size());
      }
    }
    this.spec =
        new KernelSpec.Elementwise(
            root.shape().elements(), views, new ElementProgram(inputs.size(), instructions));
  }

  /** What the program reads, in the order of its slots. */
  List<Value> inputs() {
    return inputs;
  }

  KernelSpec.Elementwise spec() {
    return spec;
  }

  /** Reads a value, or a slice of it, into the next slot. */
  private void addInput(Value seen, Value input, View view) {
    if (input.type() != ElementType.REAL) {
      throw new IllegalStateException("arithmetic with whole numbers at run time: " + input);
    }
    slots.put(seen, inputs.size());
    inputs.add(input);
    views.add(view.merged());
  }

  private Instruction instruction(Value value) {
    List<Integer> x = value.inputs().stream().map(slots::get).toList();
    Operation operation = ((Value.Action.Plain) value.action()).operation();
    return switch (operation) {
      case Operation.Unary u -> new Instruction.Unary(u.function(), x.getFirst());
      case Operation.Binary b -> new Instruction.Binary(b.function(), x.get(0), x.get(1));
      case Operation.Where _ -> new Instruction.Where(x.get(0), x.get(1), x.get(2));
      case Operation.Broadcast _ -> new Instruction.Copy(x.getFirst());
      default -> throw new IllegalStateException("not element by element: " + operation);
    };
  }
}

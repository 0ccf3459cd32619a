package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.ElementProgram;
import io.basinwatch.engine.kernels.ElementProgram.Instruction;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program of a kernel for element-by-element values, what it reads and what it writes. */
final class GroupProgram {
  private final List<Value> inputs = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final Map<Value, Integer> slots = new IdentityHashMap<>();
  private final KernelSpec.Elementwise spec;

  GroupProgram(ElementKernels.Kernel kernel, ElementGroups groups, ElementKernels kernels) {
    Set<Value> results = Values.identitySet();
    results.addAll(kernel.results());
    List<Value> members =
        Values.order(kernel.results(), x -> groups.isMember(x) && results.contains(groups.root(x)));
    Set<Value> own = Values.identitySet();
    own.addAll(members);
    Shape shape = kernel.results().getFirst().shape();
    for (Value member : members) {
      if (member.action() instanceof Value.Action.Plain(Operation.Slice slice)) {
        addInput(member, member.input(0), Specs.view(member, slice));
      } else {
        member.inputs().stream()
            .filter(input -> !own.contains(input) && !slots.containsKey(input))
            .forEach(input -> addInput(input, input, View.broadcast(input.shape(), shape)));
      }
    }
    List<Instruction> instructions = new ArrayList<>();
    for (Value member : members) {
      if (!slots.containsKey(member)) {
        instructions.add(instruction(member));
        slots.put(member, slots.size());
      }
    }
    ElementProgram program = new ElementProgram(inputs.size(), instructions);
    this.spec = spec(shape.elements(), program, kernel, kernels);
  }

  private KernelSpec.Elementwise spec(
      int elements, ElementProgram program, ElementKernels.Kernel kernel, ElementKernels kernels) {
    List<Result> results = new ArrayList<>();
    for (Value result : kernel.results().reversed()) { // what is written last may lie in place
      if (kernels.isStored(result)) {
        results.add(new Result(slots.get(result), Result.Form.ALL));
        outputs.add(result);
      }
    }
    int columns = elements;
    for (ElementKernels.Sum sum : kernel.sums()) {
      results.add(new Result(slots.get(sum.summed()), sum.form()));
      outputs.add(sum.value());
      columns = sum.columns();
    }
    return new KernelSpec.Elementwise(elements, views, program, columns, results);
  }

  /** What the program reads, in the order of its slots. */
  List<Value> inputs() {
    return inputs;
  }

  /** What the program writes, in the order of its results. */
  List<Value> outputs() {
    return outputs;
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

package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a program's instructions: which kernel computes each value, and into which buffer. */
final class Lowering {
  private final int realBytes;
  private final ElementGroups groups;
  private final ElementKernels elementKernels;
  private final JoinedParts joined;
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Value, Buffer> buffers = new IdentityHashMap<>();
  private final Map<Value, List<Buffer>> outputs = new IdentityHashMap<>();
  private final Map<String, Buffer> inputs = new LinkedHashMap<>();
  private final Map<String, ElementType> inputTypes = new HashMap<>();
  private final ConstantPool constants;

  /**
   * @param results what has to be stored
   * @param copies what {@link FewerReads} has copied
   */
  Lowering(int realBytes, List<Value> order, Set<Value> results, Set<Value> copies) {
    this.realBytes = realBytes;
    this.constants = new ConstantPool(realBytes);
    this.groups = new ElementGroups(order, results, copies);
    this.elementKernels = new ElementKernels(order, results, groups);
    this.joined = new JoinedParts(order, results, groups, realBytes);
    order.forEach(this::visit);
  }

  List<Instruction> instructions() {
    return instructions;
  }

  /** By the names of the graph's inputs. */
  Map<String, Buffer> inputs() {
    return inputs;
  }

  ElementType inputType(String name) {
    return inputTypes.get(name);
  }

  ConstantPool constants() {
    return constants;
  }

  Buffer buffer(Value value) {
    return buffers.get(value);
  }

  private void visit(Value value) {
    switch (value.action()) {
      case Value.Action.Plain(Operation operation) -> plain(value, operation);
      case Value.Action.Fused(KernelSpec spec) -> fused(value, spec);
      case Value.Action.Output(int index) ->
          buffers.put(value, outputs.get(value.input(0)).get(index));
    }
  }

  private void plain(Value value, Operation operation) {
    if (groups.isMember(value)) {
      ElementKernels.Kernel due = groups.isRoot(value) ? elementKernels.at(value) : null;
      if (due != null) {
        elements(due);
      }
      return;
    }
    switch (operation) {
      case Operation.Input(String name) -> {
        buffers.put(value, inputs.computeIfAbsent(name, _ -> unplaced(value)));
        inputTypes.put(name, value.type());
      }
      case Operation.Parameter p -> buffers.put(value, parameter(p, value));
      case Operation.Constant(var data) -> buffers.put(value, constants.add(value.type(), data));
      case Operation.Reshape() -> buffers.put(value, buffer(value.input(0)));
      default -> kernels(value, operation);
    }
  }

  private void elements(ElementKernels.Kernel kernel) {
    GroupProgram program = new GroupProgram(kernel, groups, elementKernels);
    List<Buffer> operands = program.inputs().stream().map(this::buffer).toList();
    List<Buffer> targets = program.outputs().stream().map(this::destination).toList();
    instructions.add(new Instruction(program.spec(), operands, targets));
  }

  private void kernels(Value value, Operation operation) {
    switch (operation) {
      case Operation.Reduce reduce -> reduce(value, reduce);
      case Operation.Concat(int axis) -> concat(value, axis);
      case Operation.ScatterAdd(int axis) ->
          emit(Specs.scatterAdd(value, axis), value.inputs(), value);
      case Operation.Gather(int axis) -> emit(Specs.gather(value, axis), value.inputs(), value);
      case Operation.Slice slice -> slice(value, slice);
      default -> emit(Specs.simple(value, operation), value.inputs(), value);
    }
  }

  private void fused(Value value, KernelSpec spec) {
    if (spec instanceof KernelSpec.CrossEntropy s && s.gradient()) {
      Buffer losses = unplaced(value);
      Buffer gradient = Buffer.unplaced((long) s.rows() * s.columns() * realBytes);
      List<Buffer> operands = value.inputs().stream().map(this::buffer).toList();
      instructions.add(new Instruction(spec, operands, List.of(losses, gradient)));
      outputs.put(value, List.of(losses, gradient));
    } else {
      emit(spec, value.inputs(), value);
    }
  }

  private void emit(KernelSpec spec, List<Value> operands, Value result) {
    Buffer output = destination(result);
    instructions.add(
        new Instruction(spec, operands.stream().map(this::buffer).toList(), List.of(output)));
  }

  /** A slice that lies in one piece is where it is; any other is copied. */
  private void slice(Value value, Operation.Slice slice) {
    View view = Specs.view(value, slice).merged();
    boolean whole = view.strides().equals(List.of(1)) && view.elements() > 0;
    long offset = (long) view.offset() * elementBytes(value.type(), realBytes);
    if (whole && offset % OffHeap.ALIGNMENT == 0 && joined.of(value) == null) {
      buffers.put(value, buffer(value.input(0)).part(offset, bytes(value)));
    } else {
      emit(Specs.simple(value, slice), value.inputs(), value);
    }
  }

  /** One kernel call for each run of neighbouring axes. */
  private void reduce(Value value, Operation.Reduce reduce) {
    if (elementKernels.isSum(value)) {
      return;
    }
    Shape shape = value.input(0).shape();
    Buffer from = buffer(value.input(0));
    List<KernelSpec.Reduce> specs = Specs.reductions(shape, reduce);
    for (KernelSpec.Reduce spec : specs) {
      Buffer to = Buffer.unplaced((long) spec.outer() * spec.inner() * realBytes);
      instructions.add(new Instruction(spec, List.of(from), List.of(to)));
      from = to;
    }
    buffers.put(value, from);
  }

  private void concat(Value value, int axis) {
    Buffer output = destination(value);
    int start = 0;
    long offset = 0;
    for (Value part : value.inputs()) {
      if (!joined.isPlaced(part, new JoinedParts.Place(value, offset))) {
        KernelSpec spec = Specs.part(part, value, axis, start);
        instructions.add(new Instruction(spec, List.of(buffer(part)), List.of(output)));
      }
      start += part.shape().dimension(axis);
      offset += bytes(part);
    }
  }

  /** Where a value's kernel writes: the place that it has in a concatenation, if it has one. */
  private Buffer destination(Value value) {
    Buffer known = buffers.get(value);
    if (known != null) {
      return known;
    }
    JoinedParts.Place place = joined.of(value);
    Buffer buffer =
        place == null
            ? unplaced(value)
            : destination(place.whole()).part(place.offset(), bytes(value));
    buffers.put(value, buffer);
    return buffer;
  }

  /** Copies a value from one place to another. */
  static Instruction copy(Value value, Buffer from, Buffer to) {
    View whole = View.whole(value.shape().elements());
    KernelSpec spec = new KernelSpec.Copy(value.type(), whole, whole, 0);
    return new Instruction(spec, List.of(from), List.of(to));
  }

  private Buffer parameter(Operation.Parameter parameter, Value value) {
    Buffer.Region region =
        switch (parameter.vector()) {
          case WEIGHTS -> Buffer.Region.WEIGHTS;
          case DIRECTION -> Buffer.Region.DIRECTION;
          case FROZEN -> Buffer.Region.FROZEN;
        };
    return new Buffer(region, (long) parameter.offset() * realBytes, bytes(value));
  }

  private Buffer unplaced(Value value) {
    return Buffer.unplaced(bytes(value));
  }

  private long bytes(Value value) {
    return bytes(value, realBytes);
  }

  static long bytes(Value value, int realBytes) {
    return (long) value.shape().elements() * elementBytes(value.type(), realBytes);
  }

  static int elementBytes(ElementType type, int realBytes) {
    return type == ElementType.REAL ? realBytes : Integer.BYTES;
  }
}

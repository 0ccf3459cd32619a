package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.kernels.KernelSpec;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a graph for one batch size: drops what no output needs, fuses, chooses kernels and
 * places every tensor in memory.
 */
final class Compiler {
  private final int realBytes;
  private final Request request;
  private final List<Value> outputs;
  private final List<Value> results;
  private final Lowering lowering;
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Buffer> probe = new HashMap<>();
  private final Map<String, Buffer> inputs;
  private final Buffer indices;

  private Compiler(int realBytes, Request request) {
    this.realBytes = realBytes;
    this.request = request;
    List<Value> all = values(request);
    int kept = request.outputs().size();
    this.outputs = all.subList(0, kept);
    this.results = all.subList(kept, all.size()).reversed();
    Set<Value> stored = Values.identitySet();
    stored.addAll(all);
    Set<Value> copies = FewerReads.apply(all, stored);
    this.lowering = new Lowering(realBytes, Values.order(all), stored, copies);
    this.inputs = new HashMap<>(lowering.inputs());
    this.indices = Buffer.unplaced((long) request.batch() * Integer.BYTES);
  }

  /**
   * @param realBytes size of a REAL element
   */
  static Program compile(int realBytes, Request request) {
    return new Compiler(realBytes, request).program();
  }

  /** Outputs, then results with the last first: the order in which backpropagation finds them. */
  private static List<Value> values(Request request) {
    List<Node> nodes = new ArrayList<>(request.outputs());
    nodes.addAll(request.results().reversed());
    List<Value> values = Importer.values(nodes);
    CrossEntropyFusion.apply(values);
    EpilogueFusion.apply(values);
    Recomputation.apply(values);
    TurnedFactors.apply(values);
    return values;
  }

  private Program program() {
    lowering.inputs().forEach(this::gather);
    instructions.addAll(lowering.instructions());
    storeResults();
    List<Buffer> written = new ArrayList<>(inputs.values());
    written.add(indices);
    List<Buffer> read = outputs.stream().map(lowering::buffer).toList();
    Phases phases = new Phases(instructions, outputs.isEmpty(), written);
    long kept = MemoryPlan.keep(phases.kept());
    List<Instruction> ordered = new ArrayList<>(phases.point());
    ordered.addAll(phases.direction());
    long bytes = MemoryPlan.place(ordered, written, read);
    return new Program(
        ordered,
        phases.point().size(),
        probe,
        indices,
        inputs,
        read,
        bytes,
        kept,
        lowering.constants().write(Arena.ofAuto()));
  }

  /** Rows of the probe are gathered by a kernel, like any other. */
  private void gather(String name, Buffer buffer) {
    Integer rows = request.rows().get(name);
    if (rows == null) {
      return;
    }
    inputs.remove(name);
    ElementType type = lowering.inputType(name);
    int element = Lowering.elementBytes(type, realBytes);
    int inner = (int) (buffer.bytes() / element / request.batch());
    Buffer whole = new Buffer(Buffer.Region.PROBE, 0, rows * buffer.bytes() / request.batch());
    probe.put(name, whole);
    instructions.add(
        new Instruction(
            new KernelSpec.Gather(type, 1, rows, request.batch(), inner),
            List.of(whole, indices),
            List.of(buffer)));
  }

  /** Lets each result's kernel write into the result vector; copies what lies elsewhere. */
  private void storeResults() {
    Set<Buffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    taken.addAll(lowering.inputs().values());
    outputs.forEach(output -> taken.add(lowering.buffer(output)));
    for (int i = 0; i < results.size(); i++) {
      Value result = results.get(i);
      Buffer buffer = lowering.buffer(result);
      long offset = (long) request.resultOffsets().get(i) * realBytes;
      boolean own = buffer.region() == Buffer.Region.ARENA && buffer.whole() == buffer;
      if (own && taken.add(buffer)) {
        buffer.moveToResult(offset);
      } else {
        Buffer place = new Buffer(Buffer.Region.RESULT, offset, buffer.bytes());
        instructions.add(Lowering.copy(result, buffer, place));
      }
    }
  }
}

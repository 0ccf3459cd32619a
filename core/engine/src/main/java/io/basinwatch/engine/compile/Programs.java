package io.basinwatch.engine.compile;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.VaryingOutputException;
import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Topology;
import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.kernels.KernelProvider;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.Workspace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What all forks of a loss share: its programs, its probe, its checkpoint. Thread-safe. */
final class Programs {
  private record Key(ProgramKind kind, int batch) {}

  /** Samples in a chunk: enough for matrix products to be efficient. */
  private static final int LARGEST_CHUNK = 512;

  /** Memory of a chunk, more of which has not been seen to be faster. */
  private static final long ENOUGH_BYTES = 128L << 20;

  /**
   * Times the weights, unless that is more: passes over them then take little of a chunk's time.
   */
  private static final int ENOUGH_WEIGHTS = 6;

  private final LossDefinition definition;
  private final EngineOptions options;
  private final Kernels kernels;
  private final DirectVector checkpoint;
  private final DirectVector frozen;
  private final Map<Integer, LossGraph> graphs = new HashMap<>();
  private final Map<Key, Program> programs = new HashMap<>();
  private final Map<Key, Integer> chunks = new HashMap<>();
  private final Map<String, ElementType> types = new HashMap<>();
  private final ProbeData probe;

  Programs(LossDefinition definition, EngineOptions options) {
    this.definition = definition.withoutNumbers();
    this.options = options;
    this.kernels = KernelProvider.of(options);
    this.checkpoint = kernels.vector(definition.trained().layout().size());
    this.frozen = kernels.vector(definition.frozen().layout().size());
    definition.trained().writeFinite(checkpoint);
    definition.frozen().write(frozen);
    int batch = definition.fixedBatch().orElse(1);
    for (Node node : Topology.order(ProgramKind.LOSSES.outputs(graph(batch)))) {
      if (node.operation() instanceof Operation.Input(String name)) {
        types.put(name, node.type());
      }
    }
    this.probe = new ProbeData(definition.data(), types, kernels.realBytes());
  }

  LossDefinition definition() {
    return definition;
  }

  EngineOptions options() {
    return options;
  }

  Kernels kernels() {
    return kernels;
  }

  DirectVector checkpoint() {
    return checkpoint;
  }

  ProbeData probe() {
    return probe;
  }

  /** The program of a kind for a batch size, compiled when it is first asked for. */
  synchronized Program program(ProgramKind kind, int batch) {
    return programs.computeIfAbsent(new Key(kind, batch), this::compile);
  }

  /** Samples that a program takes at once for minibatches of a size. */
  synchronized int chunk(ProgramKind kind, int size) {
    return definition
        .fixedBatch()
        .orElseGet(() -> chunks.computeIfAbsent(new Key(kind, size), this::fittingChunk));
  }

  private int fittingChunk(Key key) {
    int chunk = Math.ceilDiv(key.batch, Math.ceilDiv(key.batch, LARGEST_CHUNK));
    double share = share(key.kind, chunk);
    while (chunk > 1 && share > 1) {
      programs.remove(new Key(key.kind, chunk));
      int fitting = Math.clamp((long) (chunk / share), 1, chunk - 1);
      chunk = Math.ceilDiv(key.batch, Math.ceilDiv(key.batch, fitting));
      share = share(key.kind, chunk);
    }
    return chunk;
  }

  /**
   * What a program takes of the memory that it may, above 1 where that is too much, as it is where
   * tensors of so many samples cannot be counted.
   */
  private double share(ProgramKind kind, int chunk) {
    try {
      Program program = program(kind, chunk);
      double whole = program.bytes() + scratchBytes(program);
      return Math.max(
          (double) program.bytes() / limit(kind), whole / definition.limits().memoryBytes());
    } catch (InvalidInputException e) {
      if (chunk > 1 && !(e instanceof VaryingOutputException)) {
        return 2;
      }
      throw e;
    }
  }

  private long scratchBytes(Program program) {
    try (Workspace scratch = new Workspace()) {
      return execution(program, scratch).scratchBytes();
    }
  }

  /** The program bound to its probe and to a thread's memory for kernels. */
  Execution execution(Program program, Workspace scratch) {
    Map<String, Long> data = new HashMap<>();
    probe.columns().forEach((name, column) -> data.put(name, column.address()));
    return new Execution(program, kernels, data, frozen.address(), scratch);
  }

  /** A product's program goes over several vectors of the weights' size: it takes all it may. */
  private long limit(ProgramKind kind) {
    if (kind == ProgramKind.HESSIAN_VECTOR_PRODUCT) {
      return 2 * options.programBytes();
    }
    long weights = ((long) checkpoint.size() + frozen.size()) * kernels.realBytes();
    return Math.min(options.programBytes(), Math.max(ENOUGH_BYTES, ENOUGH_WEIGHTS * weights));
  }

  /** A model that is sound for one batch may make tensors for another that cannot be counted. */
  private static <T> T sound(int batch, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(
          "model: it cannot be computed for %d samples: %s".formatted(batch, e.getMessage()), e);
    }
  }

  private Program compile(Key key) {
    return sound(key.batch, () -> program(key));
  }

  private Program program(Key key) {
    LossGraph graph = graph(key.batch);
    List<Integer> offsets =
        definition.layout().entries().stream().map(ParameterLayout.Entry::offset).toList();
    Map<String, Integer> rows = new HashMap<>();
    probe.columns().keySet().forEach(name -> rows.put(name, definition.sampleCount()));
    return Compiler.compile(
        kernels.realBytes(),
        new Request(key.kind.outputs(graph), key.kind.results(graph), offsets, rows, key.batch));
  }

  private LossGraph graph(int batch) {
    return graphs.computeIfAbsent(
        batch, size -> sound(size, () -> definition.graphs().apply(size)));
  }
}

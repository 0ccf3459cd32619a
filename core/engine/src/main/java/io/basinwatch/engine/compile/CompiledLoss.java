package io.basinwatch.engine.compile;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.kernels.DirectVector;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A loss that runs compiled programs, one for each batch size and kind of question. Forks share the
 * programs and the probe; each owns the memory that it works in.
 */
public final class CompiledLoss implements LossFunction {
  private final Programs programs;
  private final Memory memory = new Memory();
  private final Map<ProgramKind, List<Batches>> batches = new EnumMap<>(ProgramKind.class);
  private DirectVector partial;
  private boolean closed;

  /**
   * @param definition a checked model, checkpoint and probe
   */
  public CompiledLoss(LossDefinition definition, EngineOptions options) {
    this(new Programs(definition, options));
  }

  private CompiledLoss(Programs programs) {
    this.programs = programs;
  }

  @Override
  public ParameterLayout layout() {
    return programs.definition().layout();
  }

  @Override
  public int sampleCount() {
    return programs.definition().sampleCount();
  }

  @Override
  public ParameterVector zeros() {
    return programs.kernels().vector(layout().size());
  }

  @Override
  public ParameterVector checkpoint() {
    return programs.checkpoint();
  }

  @Override
  public double loss(ParameterVector w, Minibatch batch) {
    Batches runs = batches(ProgramKind.LOSSES, batch.size());
    runs.bind(address(w), 0, 0);
    double sum = 0;
    for (int from = 0; from < batch.size(); from += runs.chunk()) {
      runs.run(batch, from);
      sum += runs.sum(runs.count(from));
    }
    keep(w);
    return sum / batch.size();
  }

  @Override
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    Batches runs = batches(ProgramKind.GRADIENT, batch.size());
    double sum = 0;
    for (int from = 0; from < batch.size(); from += runs.chunk()) {
      accumulate(runs, batch, from, w, 0, gradient);
      sum += runs.sum(runs.count(from));
    }
    return sum / batch.size();
  }

  @Override
  public void sampleLosses(ParameterVector w, Minibatch batch, double[] losses) {
    readAll(ProgramKind.LOSSES, w, batch, losses, 1);
  }

  @Override
  public void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product) {
    Batches runs = batches(ProgramKind.HESSIAN_VECTOR_PRODUCT, batch.size());
    for (int from = 0; from < batch.size(); from += runs.chunk()) {
      accumulate(runs, batch, from, w, address(v), product);
    }
    keep(v);
  }

  @Override
  public Curvature curvature(ParameterVector w, Minibatch batch) {
    Batches runs = batches(ProgramKind.HESSIAN_VECTOR_PRODUCT, batch.size());
    return new CompiledCurvature(this, runs, w, batch.copy(), programs.options().curvatureBytes());
  }

  @Override
  public int outputCount() {
    return programs.definition().outputCount();
  }

  @Override
  public boolean isClassifier() {
    return programs.definition().classifier();
  }

  @Override
  public OptionalInt targetClass(int sample) {
    Map<String, MemorySegment> columns = programs.probe().columns();
    return programs.probe().isZero(LossGraph.TARGET_WEIGHT, sample)
        ? OptionalInt.empty()
        : OptionalInt.of(columns.get(LossGraph.TARGET).getAtIndex(JAVA_INT, sample));
  }

  @Override
  public void outputs(ParameterVector w, Minibatch batch, double[] outputs) {
    readAll(ProgramKind.OUTPUTS, w, batch, outputs, outputCount());
  }

  @Override
  public void inputGradient(
      ParameterVector w, Minibatch batch, double[] cotangent, double[] gradient) {
    Batches runs = batches(ProgramKind.INPUT_GRADIENT, batch.size());
    runs.bind(address(w), 0, 0);
    for (int from = 0; from < batch.size(); from += runs.chunk()) {
      runs.setCotangent(cotangent, from, outputCount());
      runs.run(batch, from);
      runs.read(gradient, from * inputCount(), runs.count(from) * inputCount());
    }
    keep(w);
  }

  @Override
  public int inputCount() {
    return programs.definition().inputCount();
  }

  @Override
  public LossFunction fork() {
    return new CompiledLoss(programs);
  }

  @Override
  public void close() {
    closed = true;
    batches.clear();
    memory.close();
  }

  private void readAll(
      ProgramKind kind, ParameterVector w, Minibatch batch, double[] target, int perSample) {
    Batches runs = batches(kind, batch.size());
    runs.bind(address(w), 0, 0);
    for (int from = 0; from < batch.size(); from += runs.chunk()) {
      runs.run(batch, from);
      runs.read(target, from * perSample, runs.count(from) * perSample);
    }
    keep(w);
  }

  /** Adds a chunk's part of a result to it; the first one overwrites what is there. */
  private void accumulate(
      Batches runs,
      Minibatch batch,
      int from,
      ParameterVector w,
      long direction,
      ParameterVector result) {
    DirectVector target = from == 0 ? direct(result) : partial();
    runs.bind(address(w), direction, target.address());
    runs.run(batch, from);
    if (from > 0) {
      result.addScaled(1, target);
    }
    keep(w);
    Reference.reachabilityFence(target);
  }

  /** A vector for the part of a chunk after the first. */
  DirectVector partial() {
    if (partial == null) {
      partial = programs.kernels().vector(layout().size());
    }
    return partial;
  }

  /** Those of a size, made when they are first asked for. */
  private Batches batches(ProgramKind kind, int size) {
    requireOpen();
    List<Batches> known = batches.get(kind);
    if (known == null) {
      known = new ArrayList<>();
      batches.put(kind, known);
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).size() == size) {
        return known.get(i);
      }
    }
    Batches made = new Batches(programs, kind, size, memory);
    known.add(made);
    return made;
  }

  /** What it is compiled to. */
  Programs programs() {
    return programs;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this loss function is closed");
    }
  }

  private long address(ParameterVector x) {
    return direct(x).address();
  }

  /** A vector of this loss's size and precision. */
  DirectVector direct(ParameterVector x) {
    DirectVector checkpoint = programs.checkpoint();
    if (x.getClass() != checkpoint.getClass() || x.size() != checkpoint.size()) {
      throw new IllegalArgumentException(
          "%s(%d) is not a vector of this loss, which has %s(%d)"
              .formatted(
                  x.getClass().getSimpleName(),
                  x.size(),
                  checkpoint.getClass().getSimpleName(),
                  checkpoint.size()));
    }
    return (DirectVector) x;
  }

  private void keep(ParameterVector x) {
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(this);
  }
}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.kernels.Workspace;
import java.util.Locale;

/**
 * Runs the program of one kind over minibatches of one size, in chunks of equal size where it is
 * large; the last chunk is filled up with samples of weight 0.
 */
final class Batches {
  private final int size;
  private final int chunk;
  private final int sampleCount;
  private final Numbers numbers;
  private final Memory memory;
  private final Execution execution;

  /**
   * @param size of the minibatches
   */
  Batches(Programs programs, ProgramKind kind, int size, Memory memory) {
    this.size = size;
    this.chunk = programs.chunk(kind, size);
    this.sampleCount = programs.definition().sampleCount();
    this.numbers = new Numbers(programs.kernels().realBytes());
    this.memory = memory;
    Program program = programs.program(kind, chunk);
    checkMemory(programs, kind, program.bytes());
    this.execution = programs.execution(program, memory.scratch());
    checkMemory(programs, kind, program.bytes() + execution.scratchBytes());
    memory.arena().reserve(program.arenaBytes());
    memory.kept().reserve(program.keptBytes());
  }

  private void checkMemory(Programs programs, ProgramKind kind, long bytes) {
    long limit = programs.definition().limits().memoryBytes();
    if (bytes > limit) {
      throw new InvalidInputException(
          "model: its %s takes %d bytes of working memory for %s; the setting %s allows %d"
              .formatted(
                  kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  bytes,
                  programs.definition().fixedBatch().isPresent()
                      ? "its fixed batch of " + chunk
                      : "one sample", // a larger chunk fits
                  ModelLimits.MEMORY_BYTES,
                  limit));
    }
  }

  int size() {
    return size;
  }

  /** Samples that one run of the program takes. */
  int chunk() {
    return chunk;
  }

  /** Samples of the minibatch in the chunk that begins at {@code from}. */
  int count(int from) {
    return Math.min(chunk, size - from);
  }

  /** Memory that {@link #runPoint} leaves for {@link #runDirection}, for each chunk. */
  long keptBytes() {
    return execution.program().keptBytes();
  }

  /** Sets the vectors that the next runs work with, 0 where there is none. */
  void bind(long weights, long direction, long result) {
    bind(memory.kept(), weights, direction, result);
  }

  /** The same, with other memory for what is kept. */
  void bind(Workspace kept, long weights, long direction, long result) {
    execution.bind(memory.arena().address(), kept.address(), weights, direction, result);
  }

  /** Runs the program on the chunk of a minibatch that begins at {@code from}. */
  void run(Minibatch batch, int from) {
    runPoint(batch, from);
    runDirection();
  }

  /** Runs what has been left by {@link #runPoint} in the memory that is bound now. */
  void runDirection() {
    Interruption.check();
    execution.runDirection();
  }

  /** Runs what does not depend on a direction, on the same. */
  void runPoint(Minibatch batch, int from) {
    Interruption.check();
    int count = count(from);
    long indices = execution.address(execution.program().indices());
    for (int i = 0; i < chunk; i++) {
      int sample = batch.index(from + Math.min(i, count - 1));
      Numbers.setInteger(indices, i, checked(sample));
    }
    Buffer weights = execution.program().inputs().get(LossGraph.SAMPLE_WEIGHT);
    if (weights != null) {
      long address = execution.address(weights);
      for (int i = 0; i < chunk; i++) {
        numbers.setReal(address, i, i < count ? 1.0 / size : 0);
      }
    }
    execution.runPoint();
  }

  /** Sets the cotangent of the chunk's outputs before it is run. */
  void setCotangent(double[] cotangent, int from, int outputs) {
    long address = execution.address(execution.program().inputs().get(LossGraph.OUTPUT_COTANGENT));
    int given = count(from) * outputs;
    for (int i = 0; i < chunk * outputs; i++) {
      numbers.setReal(address, i, i < given ? cotangent[from * outputs + i] : 0);
    }
  }

  /** The sum of the chunk's first numbers of the program's output. */
  double sum(int count) {
    long address = execution.address(execution.program().outputs().getFirst());
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += numbers.real(address, i);
    }
    return sum;
  }

  /** Copies the first numbers of the program's output. */
  void read(double[] target, int at, int count) {
    long address = execution.address(execution.program().outputs().getFirst());
    for (int i = 0; i < count; i++) {
      target[at + i] = numbers.real(address, i);
    }
  }

  private int checked(int sample) {
    if (sample < 0 || sample >= sampleCount) {
      throw new IndexOutOfBoundsException(
          "sample " + sample + " of a probe of " + sampleCount + " samples");
    }
    return sample;
  }
}

package io.basinwatch.engine.compile;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Compiled for one batch size: what to do in which order, and where everything lies. Immutable and
 * free of addresses, so that threads share it.
 *
 * @param instructions what the point alone determines first
 * @param pointInstructions how many of them those are
 * @param probe the buffer of each input that is gathered from the probe, all its samples
 * @param indices the samples to gather: (batch) INTEGER
 * @param inputs the buffer of each input that the caller writes
 * @param outputs in the order of the request
 * @param arenaBytes memory for everything in {@link Buffer.Region#ARENA}
 * @param keptBytes memory for everything in {@link Buffer.Region#KEPT}
 * @param constants everything in {@link Buffer.Region#CONSTANTS}
 */
record Program(
    List<Instruction> instructions,
    int pointInstructions,
    Map<String, Buffer> probe,
    Buffer indices,
    Map<String, Buffer> inputs,
    List<Buffer> outputs,
    long arenaBytes,
    long keptBytes,
    MemorySegment constants) {

  Program {
    instructions = List.copyOf(instructions);
  }

  /** Memory that one run takes. */
  long bytes() {
    return arenaBytes + keptBytes;
  }
}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A program bound to one thread's memory: an array of steps. */
final class Execution {
  private final Program program;
  private final Map<Buffer, Operand> operands = new IdentityHashMap<>();
  private final List<RegionOperands> regions = new ArrayList<>();
  private final Step[] steps;
  private final long scratchBytes;

  /**
   * @param data the addresses of the probe's tensors
   * @param frozen the address of what lies in {@link Buffer.Region#FROZEN}
   */
  Execution(
      Program program, Kernels kernels, Map<String, Long> data, long frozen, Workspace workspace) {
    this.program = program;
    workspace.largestNeed();
    this.steps =
        program.instructions().stream()
            .map(i -> kernels.step(i.spec(), bind(i.inputs()), bind(i.outputs()), workspace))
            .toArray(Step[]::new);
    this.scratchBytes = workspace.largestNeed();
    bind(List.copyOf(program.inputs().values()));
    bind(program.outputs());
    bind(List.of(program.indices()));
    for (Buffer.Region region : Buffer.Region.values()) {
      regions.add(new RegionOperands(region, operands));
    }
    program.probe().forEach((name, buffer) -> operands.get(buffer).bind(data.get(name)));
    region(Buffer.Region.CONSTANTS).bind(program.constants().address());
    region(Buffer.Region.FROZEN).bind(frozen);
  }

  Program program() {
    return program;
  }

  /** Memory that the kernels need beside the program's. */
  long scratchBytes() {
    return scratchBytes;
  }

  /** Says where the memory lies; cheap where nothing has changed since. */
  void bind(long arena, long kept, long weights, long direction, long result) {
    region(Buffer.Region.ARENA).bind(arena);
    region(Buffer.Region.KEPT).bind(kept);
    region(Buffer.Region.WEIGHTS).bind(weights);
    region(Buffer.Region.DIRECTION).bind(direction);
    region(Buffer.Region.RESULT).bind(result);
  }

  /** Runs what the point alone determines: everything, where there is no direction. */
  void runPoint() {
    run(0, program.pointInstructions());
  }

  /** Runs the rest. */
  void runDirection() {
    run(program.pointInstructions(), steps.length);
  }

  private void run(int from, int to) {
    for (int i = from; i < to; i++) {
      steps[i].run();
    }
  }

  /** Where a buffer lies now. */
  long address(Buffer buffer) {
    return operands.get(buffer).address();
  }

  private List<Operand> bind(List<Buffer> buffers) {
    return buffers.stream()
        .map(buffer -> operands.computeIfAbsent(buffer, _ -> new Operand()))
        .toList();
  }

  private RegionOperands region(Buffer.Region region) {
    return regions.get(region.ordinal());
  }
}

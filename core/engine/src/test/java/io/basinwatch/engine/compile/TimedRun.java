package io.basinwatch.engine.compile;

import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs a program on the first samples of the probe and takes each kernel's time. */
final class TimedRun {
  private static final int RUNS = 15;

  private final Programs programs;
  private final List<Call> calls = new ArrayList<>();
  private final Execution execution;
  private final Memory memory = new Memory();
  private final int point;

  /** One kernel call of the program and its best time. */
  private static final class Call implements Step {
    private final KernelSpec spec;
    private final Step step;
    private long best = Long.MAX_VALUE;

    Call(KernelSpec spec, Step step) {
      this.spec = spec;
      this.step = step;
    }

    @Override
    public void run() {
      long begin = System.nanoTime();
      step.run();
      best = Math.min(best, System.nanoTime() - begin);
    }
  }

  TimedRun(Programs programs, Program program, int size) {
    this.programs = programs;
    this.point = program.pointInstructions();
    Map<String, Long> data = new HashMap<>();
    programs.probe().columns().forEach((name, column) -> data.put(name, column.address()));
    this.execution = new Execution(program, new Timed(), data, 0, memory.scratch());
    memory.arena().reserve(program.arenaBytes());
    memory.kept().reserve(program.keptBytes());
    run(program, size);
  }

  private void run(Program program, int size) {
    DirectVector w = programs.checkpoint();
    DirectVector result = programs.kernels().vector(w.size());
    for (int run = 0; run < RUNS; run++) {
      execution.bind(
          memory.arena().address(),
          memory.kept().address(),
          w.address(),
          w.address(),
          result.address());
      Numbers numbers = new Numbers(programs.kernels().realBytes());
      for (int i = 0; i < size; i++) {
        Numbers.setInteger(execution.address(program.indices()), i, i);
        Buffer weights = program.inputs().get(LossGraph.SAMPLE_WEIGHT);
        numbers.setReal(execution.address(weights), i, 1. / size);
      }
      execution.runPoint();
      execution.runDirection();
    }
  }

  void report(int kernels) {
    List<Call> first = calls.subList(0, point);
    List<Call> rest = calls.subList(point, calls.size());
    System.out.printf(
        Locale.ROOT,
        "point %.3f ms, %.3f GFLOP in products; direction %.3f ms, %.3f GFLOP%n",
        milliseconds(first),
        gigaflops(first),
        milliseconds(rest),
        gigaflops(rest));
    report("point", first, kernels);
    report("direction", rest, kernels);
  }

  private static void report(String phase, List<Call> calls, int kernels) {
    Map<String, List<Call>> kinds = new HashMap<>();
    Map<String, List<Call>> specs = new HashMap<>();
    for (Call call : calls) {
      kinds.computeIfAbsent(call.spec.getClass().getSimpleName(), _ -> new ArrayList<>()).add(call);
      specs.computeIfAbsent(call.spec.toString(), _ -> new ArrayList<>()).add(call);
    }
    print(phase, kinds, kernels);
    print(phase, specs, kernels);
  }

  private static void print(String phase, Map<String, List<Call>> groups, int most) {
    groups.entrySet().stream()
        .sorted(Comparator.comparingDouble(group -> -milliseconds(group.getValue())))
        .limit(most)
        .forEach(
            group ->
                System.out.printf(
                    Locale.ROOT,
                    "%s %8.3f ms %4d x %s%n",
                    phase,
                    milliseconds(group.getValue()),
                    group.getValue().size(),
                    group.getKey().substring(0, Math.min(group.getKey().length(), 500))));
  }

  private static double milliseconds(List<Call> calls) {
    return calls.stream().mapToLong(call -> call.best).sum() * 1e-6;
  }

  private static double gigaflops(List<Call> calls) {
    return calls.stream().mapToDouble(call -> flops(call.spec)).sum() * 1e-9;
  }

  private static double flops(KernelSpec spec) {
    return spec instanceof KernelSpec.Gemm s ? 2. * s.batch() * s.m() * s.n() * s.k() : 0;
  }

  /** The program's own kernels, each call with its time. */
  private final class Timed implements Kernels {
    private final Kernels kernels = programs.kernels();

    @Override
    public String name() {
      return kernels.name();
    }

    @Override
    public int realBytes() {
      return kernels.realBytes();
    }

    @Override
    public DirectVector vector(int size) {
      return kernels.vector(size);
    }

    @Override
    public Step step(
        KernelSpec spec, List<Operand> inputs, List<Operand> outputs, Workspace workspace) {
      Call call = new Call(spec, kernels.step(spec, inputs, outputs, workspace));
      calls.add(call);
      return call;
    }
  }
}

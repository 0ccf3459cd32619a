package io.basinwatch.engine.compile;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Topology;
import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Workspace;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compiles any nodes, runs them once and reads them. */
public final class NodeRun {
  private final Numbers numbers;
  private final Execution execution;

  private NodeRun(Kernels kernels, Execution execution) {
    this.numbers = new Numbers(kernels.realBytes());
    this.execution = execution;
  }

  /**
   * @param outputs to be computed
   * @param inputs the numbers of the graph's inputs, by name
   * @return the numbers of each output
   */
  public static List<double[]> of(
      Kernels kernels, List<Node> outputs, Map<String, double[]> inputs) {
    Program program =
        Compiler.compile(
            kernels.realBytes(), new Request(outputs, List.of(), List.of(), Map.of(), 1));
    try (Workspace workspace = new Workspace();
        Arena arena = Arena.ofConfined()) {
      Execution execution = new Execution(program, kernels, Map.of(), 0, workspace);
      long memory = arena.allocate(Math.max(program.arenaBytes(), 1), OffHeap.ALIGNMENT).address();
      long kept = arena.allocate(Math.max(program.keptBytes(), 1), OffHeap.ALIGNMENT).address();
      execution.bind(memory, kept, 0, 0, 0);
      NodeRun run = new NodeRun(kernels, execution);
      for (Node node : Topology.order(outputs)) {
        run.write(node, inputs);
      }
      execution.runPoint();
      execution.runDirection();
      List<double[]> results = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        results.add(run.read(outputs.get(i), program.outputs().get(i)));
      }
      return results;
    }
  }

  private void write(Node node, Map<String, double[]> inputs) {
    if (!(node.operation() instanceof Operation.Input(String name))) {
      return;
    }
    double[] values = inputs.get(name);
    long address = execution.address(execution.program().inputs().get(name));
    for (int i = 0; i < values.length; i++) {
      if (node.type() == ElementType.REAL) {
        numbers.setReal(address, i, values[i]);
      } else {
        Numbers.setInteger(address, i, (int) values[i]);
      }
    }
  }

  private double[] read(Node node, Buffer buffer) {
    double[] values = new double[node.shape().elements()];
    long address = execution.address(buffer);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          node.type() == ElementType.REAL
              ? numbers.real(address, i)
              : ALL.get(JAVA_INT, address + 4L * i);
    }
    return values;
  }
}

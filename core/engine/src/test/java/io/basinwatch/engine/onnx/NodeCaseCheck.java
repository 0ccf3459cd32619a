package io.basinwatch.engine.onnx;

import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.kernels.Kernels;
import java.util.List;
import onnx.OnnxMl.TensorProto;

/** Compares what a case gives with what it has to give. */
final class NodeCaseCheck {
  private NodeCaseCheck() {}

  /** What is wrong, or null. */
  static String problem(NodeCase subject, List<Kernels> implementations) {
    NodeCaseRun run;
    try {
      run = NodeCaseRun.of(subject);
      for (Kernels kernels : implementations) {
        String problem = compare(subject, run, kernels);
        if (problem != null) {
          return kernels.name() + ": " + problem;
        }
      }
      return null;
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private static String compare(NodeCase subject, NodeCaseRun run, Kernels kernels) {
    List<double[]> actual = run.compute(kernels);
    List<Node> nodes = run.outputs().stream().flatMap(List::stream).toList();
    List<TensorProto> expected = subject.outputs().stream().flatMap(List::stream).toList();
    if (nodes.size() != expected.size()) {
      return "%d tensors, not %d".formatted(nodes.size(), expected.size());
    }
    for (int i = 0; i < nodes.size(); i++) {
      TensorData tensor = TensorProtos.read(expected.get(i), "output");
      String problem =
          nodes.get(i).shape().equals(tensor.shape())
              ? difference(subject, actual.get(i), tensor.values())
              : "shape %s, not %s".formatted(nodes.get(i).shape(), tensor.shape());
      if (problem != null) {
        return "output %d: %s".formatted(i, problem);
      }
    }
    return null;
  }

  private static String difference(NodeCase subject, double[] actual, double[] expected) {
    for (int i = 0; i < actual.length; i++) {
      double tolerance =
          subject.absoluteTolerance() + subject.relativeTolerance() * Math.abs(expected[i]);
      boolean equal = Double.compare(actual[i], expected[i]) == 0 || actual[i] == expected[i];
      if (!equal && !(Math.abs(actual[i] - expected[i]) <= tolerance)) {
        return "element %d is %s, not %s".formatted(i, actual[i], expected[i]);
      }
    }
    return null;
  }
}

package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.kernels.Kernels;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import io.basinwatch.engine.onnx.operators.Operators;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The operator cases of the onnx package, in float64 with reference kernels and in float32 with
 * those of the cpu. Run by {@code ./basinwatch test operators}, which writes the archive.
 */
class NodeCases {
  private static final List<Kernels> KERNELS = List.of(new ReferenceKernels(), new CpuKernels());
  private static final String ONLY = System.getProperty("basinwatch.operator-case", "");

  @Test
  void casesOfSupportedOperatorsPass() throws IOException {
    // Given
    Exclusions exclusions = Exclusions.read();
    TreeSet<String> problems = new TreeSet<>();
    TreeMap<String, Integer> foreign = new TreeMap<>();
    List<String> passed = new ArrayList<>();
    try (NodeCaseArchive archive =
        new NodeCaseArchive(Path.of(System.getProperty("basinwatch.operator-cases")))) {
      for (String line : archive.index()) {
        NodeCase subject = archive.read(line);
        if (!subject.name().contains(ONLY)) {
          continue;
        }
        List<String> unknown =
            subject.operators().filter(name -> !Operators.names().contains(name)).toList();
        // When
        if (!unknown.isEmpty()) {
          foreign.merge(unknown.getFirst(), 1, Integer::sum);
        } else if (!exclusions.excludes(subject.name())) {
          String problem = NodeCaseCheck.problem(subject, KERNELS);
          if (problem == null) {
            passed.add(subject.name());
          } else {
            problems.add(subject.name() + ": " + problem);
          }
        }
      }
    }
    // Then
    System.out.printf(
        "operator cases: %d passed, %d failed, %d excluded with a reason, %d of operators that are"
            + " not supported%n",
        passed.size(),
        problems.size(),
        exclusions.count(),
        foreign.values().stream().mapToInt(Integer::intValue).sum());
    System.out.println("operators that are not supported: " + foreign);
    assertThat(problems).isEmpty();
    if (ONLY.isEmpty()) {
      assertThat(exclusions.unused()).isEmpty();
    }
  }
}

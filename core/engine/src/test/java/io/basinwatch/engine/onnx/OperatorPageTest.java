package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.onnx.operators.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/operators.md} lists what is supported. */
class OperatorPageTest {
  private static final Path PAGE = Path.of("../../docs/operators.md");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  @Test
  void everyOperatorStandsOnThePageOnce() throws IOException {
    // Given
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| ")).toList();
    // When
    List<String> names =
        rows.stream()
            .map(row -> row.split("\\|")[2])
            .flatMap(operators -> NAME.matcher(operators).results())
            .map((MatchResult match) -> match.group(1))
            .toList();
    // Then
    assertThat(names).containsExactlyInAnyOrderElementsOf(Operators.names());
  }
}

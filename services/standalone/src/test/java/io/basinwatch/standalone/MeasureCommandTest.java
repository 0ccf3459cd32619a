package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.basinwatch.statistics.Statistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureCommandTest {
  @TempDir Path folder;

  private SampleFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new SampleFiles(folder);
  }

  @Test
  void everyStatisticIsInTheJson() throws IOException {
    // Given
    String[] args = files.measure();

    // When
    CommandRun run = CommandRun.of(args);

    // Then
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    JsonNode statistics = new ObjectMapper().readTree(run.out()).path("statistics");
    assertThat(statistics.properties().stream().map(entry -> entry.getKey().replaceAll("/.*", "")))
        .containsAll(Statistics.names());
    assertThat(statistics.has("loss/heldout")).isTrue();
    JsonNode llc = statistics.path("llc");
    assertThat(List.of("value", "standard_error", "verdict", "reason", "diagnostics", "settings"))
        .allMatch(llc::has);
    assertThat(llc.path("settings").path("llc.draws").asInt()).isEqualTo(60);
    assertThat(statistics.path("loss").path("value").asDouble()).isPositive();
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    // Given
    String[] one = files.measure("--threads", "1", "--seed", "12");
    String[] two = files.measure("--threads", "2", "--seed", "12");

    // When
    String withOne = CommandRun.of(one).out();
    String withTwo = CommandRun.of(two).out();

    // Then
    assertThat(withOne).isNotEmpty().isEqualTo(withTwo);
  }

  @Test
  void anotherSeedIsAnotherNumber() throws IOException {
    // Given
    ObjectMapper json = new ObjectMapper();

    // When
    JsonNode first = json.readTree(CommandRun.of(files.measure("--seed", "1")).out());
    JsonNode second = json.readTree(CommandRun.of(files.measure("--seed", "2")).out());

    // Then
    String llc = "/statistics/llc/value";
    String loss = "/statistics/loss/value";
    assertThat(first.at(llc)).isNotEqualTo(second.at(llc));
    assertThat(first.at(loss)).isEqualTo(second.at(loss));
  }

  @Test
  void numbersMayHaveDoublePrecision() throws IOException {
    // Given
    ObjectMapper json = new ObjectMapper();
    String names = "loss,gradient-norm,llc";

    // When
    JsonNode single = json.readTree(CommandRun.of(files.measure("--statistics", names)).out());
    JsonNode exact =
        json.readTree(
            CommandRun.of(files.measure("--statistics", names, "--precision", "float64")).out());

    // Then
    for (String name : names.split(",")) {
      String value = "/statistics/%s/value".formatted(name);
      double expected = exact.at(value).asDouble();
      assertThat(single.at(value).asDouble())
          .isNotEqualTo(expected)
          .isCloseTo(expected, withinPercentage(name.equals("llc") ? 1 : 1e-3));
    }
  }

  @Test
  void chosenStatisticsOnlyAreMeasured() throws IOException {
    // Given
    String[] args = files.measure("--statistics", "weight-norm,margin");

    // When
    JsonNode statistics = new ObjectMapper().readTree(CommandRun.of(args).out()).path("statistics");

    // Then
    assertThat(statistics.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("margin", "margin/heldout", "weight-norm");
  }

  @Test
  void theTableHasARowForEachStatistic() {
    // Given
    String[] args = files.measure("--output", "table", "--statistics", "loss,weight-norm");

    // When
    CommandRun run = CommandRun.of(args);

    // Then
    assertThat(run.out().lines().map(line -> line.split(" ")[0]))
        .containsExactly("statistic", "loss", "loss/heldout", "weight-norm");
  }

  @Test
  void helpIsNoError() {
    // Given
    // When
    CommandRun run = CommandRun.of("measure", "--help");

    // Then
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--dataset-size", "--threads");
  }
}

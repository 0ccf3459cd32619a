package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.basinwatch.statistics.Statistics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is built, from its command line to its summary. */
class DemoIT {
  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");

  @TempDir Path folder;

  @Test
  void demoTrainsMeasuresAndPrintsTheSummary() throws Exception {
    // Given
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command()).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("BASINWATCH_HOME", folder.resolve("home").toString());

    // When
    Process process = builder.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();

    // Then
    String log = Files.readString(err);
    assertThat(ended).as(log).isTrue();
    assertThat(process.exitValue()).as(log).isZero();
    assertThat(log).contains("http://localhost:").doesNotContain("ERROR");
    JsonNode summary = new ObjectMapper().readTree(Files.readString(out));
    assertThat(summary.path("run").asText()).startsWith("digits-");
    assertThat(summary.path("checkpoints").asInt()).isGreaterThanOrEqualTo(20);
    assertThat(summary.path("measured_after_training_seconds").asDouble(-1)).isPositive();
    JsonNode statistics = summary.path("statistics");
    assertThat(Statistics.byName("llc").names()).allMatch(statistics::has);
    assertThat(List.of("loss", "sharpness", "adaptive-sharpness", "margin", "weight-norm"))
        .allMatch(name -> statistics.path(name).path("value").isNumber());
    assertThat(statistics.at("/margin~1heldout/diagnostics/fraction-negative").asDouble(1))
        .as("held-out error rate")
        .isLessThanOrEqualTo(0.05);
    assertThat(statistics.at("/llc/settings/llc.chains").isNumber()).isTrue();
  }

  private static List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("jvm.flags").split(" ")));
    command.addAll(List.of("-Xmx768m", "-jar", APPLICATION.toString()));
    command.addAll(List.of("demo", "--exit", "--output", "json", "--kafka-port", "0"));
    command.addAll(List.of("--port", String.valueOf(freePort())));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

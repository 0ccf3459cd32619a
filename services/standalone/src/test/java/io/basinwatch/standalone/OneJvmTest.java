package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.basinwatch.broker.testing.BrokerTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every service in one JVM, against a real broker: what is replayed is measured. */
@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class OneJvmTest {
  @TempDir Path folder;

  @Test
  void replayedRunIsMeasuredAsMeasureDoes() throws Exception {
    // Given
    SampleFiles files = new SampleFiles(folder);
    files.writeRun();

    // When
    CommandRun replay =
        CommandRun.of(
            "replay",
            folder.toString(),
            "--kafka",
            config("kafka.bootstrap.servers"),
            "--store",
            config("basinwatch.store.root"),
            "--run-id",
            "replayed");
    Map<String, JsonNode> newest = measured("replayed");

    // Then
    assertThat(replay.code()).as(replay.err()).isZero();
    assertThat(newest).containsKeys("llc", "loss", "loss/heldout", "sharpness", "margin");
    for (Map.Entry<String, JsonNode> statistic : newest.entrySet()) {
      JsonNode result = statistic.getValue();
      assertThat(result.path("step").asLong()).isEqualTo(20);
      assertThat(measure(files, statistic.getKey(), result.path("seed").asText()))
          .as(statistic.getKey())
          .isEqualTo(result.path("value"));
    }
  }

  @Test
  void noChannelHoldsUpTheEndOfTheProcess() {
    // Given
    List<String> channels =
        StreamSupport.stream(ConfigProvider.getConfig().getPropertyNames().spliterator(), false)
            .filter(name -> name.matches("mp\\.messaging\\.incoming\\.[^.]+\\.connector"))
            .map(name -> name.replaceFirst("connector$", "graceful-shutdown"))
            .toList();

    // When
    // Then
    assertThat(channels).hasSize(7).allSatisfy(name -> assertThat(config(name)).isEqualTo("false"));
  }

  private static Map<String, JsonNode> measured(String runId) throws Exception {
    String url = "http://localhost:" + config("quarkus.http.port");
    try (ConsoleClient console = new ConsoleClient(url)) {
      MeasuredRun run = new MeasuredRun(console, runId);
      CountDownLatch never = new CountDownLatch(1);
      run.await(
          Duration.ofSeconds(120), time -> never.await(time.toMillis(), TimeUnit.MILLISECONDS));
      assertThat(run.facts().path("checkpoints").path("measured").asInt()).isEqualTo(3);
      return run.newestMeasurements();
    }
  }

  private static JsonNode measure(SampleFiles files, String statistic, String seed)
      throws IOException {
    CommandRun run =
        CommandRun.of(
            files.measure(
                "--weights", files.file("checkpoints/step-20.safetensors").toString(),
                "--initial-weights", files.file("checkpoints/step-0.safetensors").toString(),
                "--statistics", statistic.replaceFirst("/.*", ""),
                "--seed", seed));
    assertThat(run.code()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out()).path("statistics").path(statistic).path("value");
  }

  private static String config(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}

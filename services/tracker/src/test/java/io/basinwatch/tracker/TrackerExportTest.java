package io.basinwatch.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.TestEvents;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events in, gauges out: a real broker, a real Prometheus. */
@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class TrackerExportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @TestHTTPResource("/q/metrics")
  URI metrics;

  @TestHTTPResource("/q/health/ready")
  URI health;

  private TestEvents events;

  @BeforeEach
  void connect() {
    events = new TestEvents(bootstrapServers);
  }

  @AfterEach
  void disconnect() {
    events.close();
  }

  @Test
  void noDescriptionHasAQuotationMarkWhichPromtoolRefuses() throws Exception {
    // Given
    // When
    List<String> help;
    try (InputStream body = metrics.toURL().openStream()) {
      help =
          new String(body.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> line.startsWith("# HELP "))
              .toList();
    }

    // Then
    assertThat(help)
        .anyMatch(line -> line.startsWith("# HELP system_cpu_usage The 'recent cpu usage'"))
        .noneMatch(line -> line.contains("\""));
  }

  @Test
  void aRealPrometheusScrapesARunAndLosesItWhenItEnds() throws Exception {
    // Given
    var run = events.start("scraped", "Scraped \"run\"");
    events.started(run);
    events.losses("scraped", List.of(1L, 2L), List.of(0.9, 0.7));
    events.checkpoint("scraped", 2);
    publishEverything("scraped", 2);

    try (var prometheus = PrometheusServer.start(metrics)) {
      // When
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(prometheus.query("basinwatch_checkpoints_measured{run='scraped'}"))
                      .containsExactly(1.0));

      // Then
      assertThat(prometheus.query("basinwatch_llc{run='scraped'}")).containsExactly(12.5);
      assertThat(prometheus.query("basinwatch_llc_standard_error{run='scraped'}"))
          .containsExactly(0.5);
      assertThat(
              prometheus.query(
                  "basinwatch_verdict{run='scraped',statistic='llc',verdict='not-converged'}"))
          .containsExactly(1.0);
      assertThat(prometheus.query("basinwatch_llc_r_hat{run='scraped'}")).containsExactly(1.2);
      assertThat(
              prometheus.query(
                  "basinwatch_margin_quantile{run='scraped',variant='',quantile='0.05'}"))
          .containsExactly(-1.0);
      assertThat(prometheus.query("basinwatch_loss{run='scraped',variant='heldout'}"))
          .containsExactly(1.5);
      assertThat(prometheus.query("basinwatch_minibatch_loss{run='scraped',split='train'}"))
          .containsExactly(0.7);
      assertThat(prometheus.query("basinwatch_step{run='scraped'}")).containsExactly(2.0);
      assertThat(prometheus.query("sum(basinwatch_queue_length{run='scraped'})"))
          .containsExactly(0.0);
      assertThat(
              prometheus.query(
                  "time() - basinwatch_measurement_timestamp_seconds{run='scraped'} < 600"))
          .hasSize(1);
      assertThat(
              prometheus.query(
                  "basinwatch_llc * on(run) group_left(name) basinwatch_run{name='Scraped \"run\"'}"))
          .containsExactly(12.5);

      // When
      events.finished(run, 1, 2);

      // Then
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(prometheus.query("{run='scraped'}")).as("all its series").isEmpty());
    }
  }

  @Test
  void aRunThatBelongsToAnotherInstanceIsNotExported() {
    // Given
    var ids = List.of("one", "two", "three", "four", "five", "six");
    ids.forEach(id -> events.started(events.start(id, id)));
    ids.forEach(id -> events.losses(id, List.of(1L), List.of(0.5)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(exportedOf(ids)).containsExactlyElementsOf(ids));

    // When
    try (var other = anotherInstance()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                other.poll(Duration.ofMillis(100));
                assertThat(exportedOf(ids)).isNotEmpty().hasSizeLessThan(ids.size());
              });
    }

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(exportedOf(ids)).containsExactlyElementsOf(ids));
  }

  @Test
  void aRecordThatIsNoEventStopsNothing() {
    // Given
    events.send(Topics.LOSSES, "odd", new byte[] {-1, -1, -1});
    events.send(Topics.MEASUREMENTS, "odd", new byte[] {-1, -1, -1});
    events.send(Topics.RUNS, "odd", new byte[] {-1, -1, -1});
    List.of(Topics.LOSSES, Topics.MEASUREMENTS, Topics.RUNS, Topics.CHECKPOINTS)
        .forEach(topic -> events.send(topic, "odd", new byte[0]));

    // When
    events.started(events.start("odd", "odd"));
    events.checkpoint("odd", 3);
    events.deadLetter("llc", "odd/3", "no reason at all");
    events.losses("odd", List.of(7L), List.of(0.5));

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Scrape.of(metrics).lines())
                    .contains(
                        "basinwatch_step{run=\"odd\"} 7.0",
                        "basinwatch_dead_letters{run=\"odd\",service=\"llc\"} 1.0"));
    assertThat(Scrape.of(metrics).lines()).noneMatch(line -> line.contains("run=\"\""));
    assertThat(Scrape.get(health)).contains("\"status\": \"UP\"", "\"lag-records\": 0");
  }

  private List<String> exportedOf(List<String> ids) {
    var lines = Scrape.of(metrics).lines();
    return ids.stream()
        .filter(id -> lines.stream().anyMatch(line -> line.startsWith(lossOf(id))))
        .toList();
  }

  private static String lossOf(String id) {
    return "basinwatch_minibatch_loss{run=\"" + id + "\"";
  }

  private KafkaConsumer<byte[], byte[]> anotherInstance() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "basinwatch-tracker",
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.RangeAssignor"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(Topics.LOSSES, Topics.MEASUREMENTS));
    return consumer;
  }

  private void publishEverything(String run, long step) {
    var llc = events.measurement("llc", run, step, "llc", "", 12.5).setStandardError(0.5);
    llc.setVerdict(Verdict.VERDICT_NOT_CONVERGED).putAllDiagnostics(numbers("r-hat", 1.2));
    events.measured(llc);
    events.restOfLlcFamily(run, step);
    for (var variant : List.of("", "heldout")) {
      events.measured(events.measurement("losses", run, step, "loss", variant, 1.5));
      events.measured(
          events
              .measurement("margins", run, step, "margin", variant, 2.0)
              .putAllDiagnostics(numbers("q05", -1.0)));
    }
    List.of("gradient-norm", "generalization-gap", "weight-norm", "distance-from-initialization")
        .forEach(name -> events.measured(events.measurement("losses", run, step, name, "", 1)));
    List.of("sharpness", "adaptive-sharpness", "average-sharpness", "adaptive-average-sharpness")
        .forEach(name -> events.measured(events.measurement("sharpness", run, step, name, "", 1)));
    List.of("hessian-max-eigenvalue", "hessian-min-eigenvalue")
        .forEach(name -> events.measured(events.measurement("sharpness", run, step, name, "", 1)));
    List.of("0.001", "0.0005")
        .forEach(
            radius ->
                events.measured(
                    events.measurement("sharpness", run, step, "keskar-sharpness", radius, 1)));
  }

  private static Map<String, Diagnostic> numbers(String name, double value) {
    return TestEvents.numbers(Map.of(name, value));
  }
}

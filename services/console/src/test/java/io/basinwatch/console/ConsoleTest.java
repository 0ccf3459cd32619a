package io.basinwatch.console;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.console.browser.PageChecks;
import io.basinwatch.platform.testing.TestEvents;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events in, REST, server-sent events and the page out: a real broker, a real browser. */
@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class ConsoleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @TestHTTPResource("/")
  URI page;

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
  void aRunIsSummarisedAndItsSeriesAreServed() {
    // Given
    var run = events.start("rest", "Digits").putLabels("seed", "7");

    // When
    events.started(run);
    events.losses("rest", List.of(1L, 2L), List.of(0.9, 0.7));
    events.checkpoint("rest", 2);
    events.measured(
        events
            .measurement("llc", "rest", 2, "llc", "", 12.5)
            .setStandardError(0.5)
            .setVerdict(Verdict.VERDICT_NOT_CONVERGED)
            .setReason("split R-hat 1.2 above 1.05")
            .putAllDiagnostics(TestEvents.numbers(Map.of("r-hat", 1.2)))
            .putSettings("llc.step-size", "1e-4")
            .putSettings("llc.sampler", "sgld"));
    events.restOfLlcFamily("rest", 2);
    events.deadLetter("margins", "rest/2", "weights: NaN");
    events.finished(run, 1, 2);
    awaitRun("rest", "dead_letter_count", 1);
    awaitRun("rest", "state", "completed");

    // Then
    get("/api/runs/rest")
        .then()
        .statusCode(200)
        .body("name", equalTo("Digits"))
        .body("labels.seed", equalTo("7"))
        .body("dataset_size", equalTo(1437))
        .body("last_step", equalTo(2))
        .body("last_loss_step", equalTo(2))
        .body("last_loss", equalTo(0.7f))
        .body("checkpoints.published", equalTo(1))
        .body("checkpoints.announced", equalTo(1))
        .body("checkpoints.measured", equalTo(0))
        .body("fully_measured", equalTo(false))
        .body("services.find { it.service == 'llc' }.queue_length", equalTo(0))
        .body("services.find { it.service == 'losses' }.queue_length", equalTo(1))
        .body("services.find { it.service == 'margins' }.dead_letters", equalTo(1))
        .body("dead_letters[0].reason", equalTo("weights: NaN"))
        .body("dead_letters[0].step", equalTo(2))
        .body("latest.llc.value", equalTo(12.5f));
    get("/api/runs").then().body("id", hasItems("rest"));
    get("/api/runs/rest/losses")
        .then()
        .body("train.step", equalTo(List.of(1.0f, 2.0f)))
        .body("train.mean", equalTo(List.of(0.9f, 0.7f)));
    get("/api/runs/rest/measurements?step=2")
        .then()
        .body("llc", hasSize(1))
        .body("llc[0].standard_error", equalTo(0.5f))
        .body("llc[0].verdict", equalTo("not-converged"))
        .body("llc[0].reason", startsWith("split R-hat"))
        .body("llc[0].diagnostics.r-hat", equalTo(1.2f))
        .body("llc[0].settings.'llc.step-size'", equalTo(1e-4f))
        .body("llc[0].settings.'llc.sampler'", equalTo("sgld"));
    get("/api/runs/rest/measurements?step=1").then().body("llc", nullValue());
    get("/api/dead-letters").then().body("key", hasItems("rest/2"));
  }

  @Test
  void errorsAreOneLineOfJson() {
    get("/api/runs/nobody").then().statusCode(404).body("error", equalTo("no run nobody"));
    get("/api/runs/nobody/losses").then().statusCode(404).body("error", equalTo("no run nobody"));
    get("/api/runs/nobody/measurements?step=x").then().body("error", containsString("404"));
  }

  @Test
  void whatIsNoEventStopsNothing() {
    // Given
    List.of(Topics.RUNS, Topics.LOSSES, Topics.CHECKPOINTS, Topics.MEASUREMENTS, Topics.PROGRESS)
        .forEach(
            topic -> {
              events.send(topic, "odd", new byte[] {-1, -1, -1});
              events.send(topic, "odd", new byte[0]);
            });
    events.measured(events.measurement("llc", "odd", 1, "", "", 1));

    // When
    events.started(events.start("after-odd", "After"));
    events.deadLetter("llc", "no run / at all", "not a CheckpointSaved");

    // Then
    awaitRun("after-odd", "state", "running");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> get("/api/dead-letters").then().body("key", hasItems("no run / at all")));
    get("/q/health/ready")
        .then()
        .body("status", equalTo("UP"))
        .body("checks.find { it.name == 'console' }.data.'lag-records'", equalTo(0));
    get("/api/runs").then().body("id", not(hasItems(""))).body("id", not(hasItems("odd")));
  }

  @Test
  void changesArriveAsEventsAndAClientThatComesBackGetsWhatItMissed() {
    // Given
    events.started(events.start("live", "Live"));
    awaitRun("live", "state", "running");
    String last;
    try (var stream = EventStream.open(page.resolve("/api/events?run=live"))) {
      var first = stream.next(event -> event.name().equals("reset"));
      assertThat(first.data()).contains("\"Live\"");

      // When
      events.losses("live", List.of(1L), List.of(0.25));

      // Then
      var update = stream.next(event -> event.data().contains("0.25"));
      assertThat(update.name()).isEqualTo("update");
      assertThat(update.data()).contains("\"replace\":false");
      assertThat(stream.next(event -> event.comment()).comment()).as("heartbeat").isTrue();
      last = update.id();
    }

    // When
    events.losses("live", List.of(2L), List.of(0.125));
    awaitRun("live", "last_step", 2);

    // Then
    try (var stream = EventStream.open(page.resolve("/api/events?run=live&since=" + last))) {
      var missed = stream.next(event -> event.data().contains("0.125"));
      assertThat(missed.name()).isEqualTo("update");
      assertThat(missed.data()).contains("\"first\":[2]");
    }
    try (var stream = EventStream.open(page.resolve("/api/events?run=live&since=gone:1"))) {
      assertThat(stream.next(event -> !event.comment()).name())
          .as("after a restart")
          .isEqualTo("reset");
    }
  }

  @Test
  void whatIsBeingMeasuredIsServedUntilItEnds() {
    // Given
    events.started(events.start("busy", "Busy"));
    events.checkpoint("busy", 4000);
    awaitRun("busy", "last_step", 4000);
    try (var stream = EventStream.open(page.resolve("/api/events?run=busy"))) {

      // When
      events.progress("margins", "busy", 4000, "margin", 0.5, Instant.now().minusSeconds(600));
      events.progress("llc", "busy", 4000, "llc", 0.35);

      // Then
      awaitRun("busy", "services.find { it.service == 'llc' }.measuring.share", 0.35f);
      get("/api/runs/busy")
          .then()
          .body("services.find { it.service == 'llc' }.measuring.step", equalTo(4000))
          .body("services.find { it.service == 'llc' }.measuring.statistic", equalTo("llc"))
          .body("services.find { it.service == 'llc' }.measuring.since", endsWith("Z"))
          .body("services.find { it.service == 'llc' }.jobs_in_progress", equalTo(1))
          .body("services.find { it.service == 'margins' }.measuring", nullValue());
      stream.next(event -> event.data().contains("\"share\":0.35"));

      // When
      events.jobEnded("llc", "busy", 4000);

      // Then
      awaitRun("busy", "services.find { it.service == 'llc' }.measuring", null);
    }
  }

  @Test
  void aDeletedRunVanishes() {
    // Given
    events.started(events.start("deleted", "Deleted"));
    events.deadLetter("llc", "deleted/1", "NaN");
    awaitRun("deleted", "dead_letter_count", 1);
    try (var stream = EventStream.open(page.resolve("/api/events"))) {
      stream.next(event -> event.name().equals("reset"));

      // When
      events.deleted("deleted");
      events.losses("deleted", List.of(1L), List.of(0.5));
      events.started(events.start("after-deleted", "After"));

      // Then
      stream.next(event -> event.data().contains("\"deleted\":[\"deleted\"]"));
      awaitRun("after-deleted", "state", "running");
      get("/api/runs/deleted").then().statusCode(404);
      get("/api/runs").then().body("id", not(hasItems("deleted")));
      get("/api/dead-letters").then().body("key", not(hasItems("deleted/1")));
    }
  }

  @Test
  void thePageIsSelfContained() {
    get("/")
        .then()
        .statusCode(200)
        .header("Content-Security-Policy", startsWith("default-src 'self'"))
        .body(allOf(containsString("Basinwatch"), containsString("js/main.js")));
    get("/webjars/uplot/1.6.30/dist/uPlot.esm.js").then().statusCode(200);
  }

  @Test
  void thePageShowsRunsLive() {
    new PageChecks(page, events).all();
  }

  private static void awaitRun(String id, String field, Object value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> get("/api/runs/" + id).then().statusCode(200).body(field, equalTo(value)));
  }
}

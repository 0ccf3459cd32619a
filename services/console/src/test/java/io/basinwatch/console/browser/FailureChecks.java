package io.basinwatch.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Locator;
import io.basinwatch.platform.testing.TestEvents;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the page says of checkpoints that services gave up. */
final class FailureChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final URI base;
  private final TestEvents events;

  FailureChecks(URI base, TestEvents events) {
    this.base = base;
    this.events = events;
  }

  void all(Browsing browser) {
    aRunOfWhichNothingCouldBeMeasuredSaysWhy(browser);
    valuesOfOlderCheckpointsSayTheirStep(browser);
  }

  private void aRunOfWhichNothingCouldBeMeasuredSaysWhy(Browsing browser) {
    // Given
    var run = events.start("given-up", "Given up");
    events.started(run);
    events.checkpoint("given-up", 5);
    events.finished(run, 1, 5);

    // When
    for (var service : expected("given-up", 1).keySet()) {
      events.deadLetter(service, "given-up/5", service + ": <b>NaN</b>");
    }

    // Then
    var page = browser.open(base.resolve("#/runs/given-up"), 1440, 900);
    var strip = page.locator(".progress-strip");
    assertThat(strip.locator(".service").first().locator(".label")).hasText("Checkpoints");
    assertThat(strip.locator(".service").first().locator(".value"))
        .hasText("0 of 1 measured, 1 failed");
    assertThat(strip.locator("[data-service=llc] .value")).hasText("1 failed · 1 dead letter");
    assertThat(strip.locator(".done")).hasCount(0);
    assertThat(page.locator("[data-card=llc] .waiting"))
        .hasText("step 5 could not be measured: llc: <b>NaN</b>");
    assertThat(page.locator("[data-card=keskar-sharpness] .waiting"))
        .hasText("step 5 could not be measured: sharpness: <b>NaN</b>");
    assertThat(page.locator("[data-card=loss] .waiting"))
        .hasText("step 5 could not be measured: losses: <b>NaN</b>");
  }

  private void valuesOfOlderCheckpointsSayTheirStep(Browsing browser) {
    // Given
    var run = events.start("partly", "Partly");
    events.started(run);
    List.of(0L, 300L, 600L).forEach(step -> events.checkpoint("partly", step));
    events.finished(run, 3, 600);
    Map<String, List<String>> expected = expected("partly", 3);

    // When
    for (long step : List.of(0L, 300L, 600L)) {
      expected.forEach((service, statistics) -> measure(service, step, statistics));
    }

    // Then
    var page = browser.open(base.resolve("#/runs/partly"), 1440, 900);
    var strip = page.locator(".progress-strip");
    assertThat(strip.locator(".service").first().locator(".value"))
        .hasText("1 of 3 measured, 2 failed");
    assertThat(strip.locator("[data-service=llc] .value")).hasText("2 failed · 2 dead letters");
    assertThat(strip.locator("[data-service=margins] .value")).hasText("up to date");
    assertThat(page.locator("[data-card=llc] .headline .label")).containsText("step 0");
    assertThat(page.locator("[data-card=margin] .headline .label").first())
        .hasText("median, training");
    var row = browser.open(base, 1440, 900).locator("a.run-row").filter(named("Partly"));
    assertThat(row.locator(".progress .label")).hasText("checkpoints");
    assertThat(row.locator(".progress .value")).hasText("1 of 3 measured, 2 failed 2 dead letters");
    assertThat(row.locator(".done")).hasCount(0);
    assertThat(row.locator("[data-figure=LLC] .label")).hasText("LLC, step 0");
    assertThat(row.locator("[data-figure=held-out] .label")).hasText("held-out");
  }

  private void measure(String service, long step, List<String> statistics) {
    if (service.equals("llc") && step > 0) {
      events.deadLetter(service, "partly/" + step, "no memory");
      return;
    }
    for (var statistic : statistics) {
      var parts = (statistic + "/").split("/", -1);
      events.measured(events.measurement(service, "partly", step, parts[0], parts[1], 12.5));
    }
  }

  /** What each service measures, once so many checkpoints of the run are known. */
  private static Map<String, List<String>> expected(String run, int checkpoints) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                get("/api/runs/" + run)
                    .then()
                    .statusCode(200)
                    .body("checkpoints.published", equalTo(checkpoints)));
    var answer = get("/api/runs/" + run);
    List<String> services = answer.path("services.service");
    List<List<String>> statistics = answer.path("services.statistics");
    return IntStream.range(0, services.size())
        .boxed()
        .collect(Collectors.toMap(services::get, statistics::get));
  }

  private static Locator.FilterOptions named(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}

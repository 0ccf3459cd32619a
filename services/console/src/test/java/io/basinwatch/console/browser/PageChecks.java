package io.basinwatch.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.basinwatch.platform.testing.TestEvents;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement.Verdict;
import io.basinwatch.v1.RunStarted;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What somebody sees who opens the page. */
public final class PageChecks {
  private static final String RUN = "page-run";
  private static final String NAME = "<img src=x onerror=alert(1)> \"Digits\" & co";
  private static final double PATIENCE_MS = 30_000;

  private final URI base;
  private final TestEvents events;

  public PageChecks(URI base, TestEvents events) {
    this.base = base;
    this.events = events;
  }

  public void all() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    try (var browser = Browsing.start()) {
      RunStarted.Builder run = events.start(RUN, NAME);
      aRunAppearsInTheListAndLeadsToItsPlots(browser, run);
      whatIsBeingMeasuredIsShownUntilItEnds(browser);
      aPhoneShowsEverythingWithoutScrollingSideways(browser);
      aDeletedRunVanishesFromOpenPages(browser);
      aLongNameTakesTwoLinesOfTheList(browser);
      new LossChecks(base, events).all(browser);
      new FailureChecks(base, events).all(browser);
      new PlotChecks(base, events).all(browser);
      new DrawingChecks(browser, base).all();
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.hosts()).containsExactly(base.getAuthority());
    }
  }

  private void aRunAppearsInTheListAndLeadsToItsPlots(Browsing browser, RunStarted.Builder run) {
    // Given
    var page = browser.open(base, 1440, 900);
    assertThat(page.locator("#connection")).hasText("live");

    // When
    events.started(run);
    events.losses(RUN, List.of(1L, 2L), List.of(0.9, 0.75));
    events.checkpoint(RUN, 2);

    // Then
    var row = page.locator("a.run-row", new Page.LocatorOptions().setHasText(NAME));
    assertThat(row).isVisible();
    assertThat(row).containsText("0.750");
    row.click();
    assertThat(page.locator("h1")).hasText(NAME);
    assertThat(page.locator("[data-service=llc]")).containsText("1 waiting");
    liveUpdates(page);
    everyStatisticHasACard(page);
    detailsSayWhyAValueDoesNotStand(page);
    scalesAndKeys(page);
  }

  private void liveUpdates(Page page) {
    // When
    events.measured(events.measurement("llc", RUN, 2, "llc", "", 87.25).setStandardError(4.1));
    events.restOfLlcFamily(RUN, 2);
    events.losses(RUN, List.of(3L), List.of(0.5));
    events.deadLetter("margins", RUN + "/2", "weights: <b>NaN</b>");

    // Then
    var llc = page.locator("[data-card=llc]");
    assertThat(llc.locator(".headline .value")).hasText("87.3± 4.1");
    assertThat(page.locator("[data-card=loss] .headline").first()).containsText("0.500");
    assertThat(page.locator("[data-service=llc]")).containsText("up to date");
    assertThat(llc.locator("canvas")).isVisible();
    page.locator("details summary").click();
    assertThat(page.locator("details li")).containsText("weights: <b>NaN</b>");
  }

  private void everyStatisticHasACard(Page page) {
    // When
    events.measured(
        events
            .measurement("llc", RUN, 2, "waic", "", 0.31)
            .setStandardError(0.02)
            .putAllDiagnostics(
                TestEvents.numbers(
                    Map.of("heldout-bayes-loss", 0.35, "heldout-bayes-loss-error", 0.04))));
    events.measured(
        events
            .measurement("llc", RUN, 2, "wbic", "", 0)
            .clearValue()
            .setVerdict(Verdict.VERDICT_NOT_APPLICABLE)
            .setReason("another temperature"));
    events.measured(
        events
            .measurement("margins", RUN, 2, "margin", "", 0)
            .clearValue()
            .setVerdict(Verdict.VERDICT_NOT_APPLICABLE)
            .setReason("no classes"));
    events.measured(events.measurement("llc", RUN, 2, "llc", "hidden", 12.5));
    events.measured(events.measurement("bounds", RUN, 2, "path-norm", "", 7.25));
    events.measured(
        events
            .measurement("bounds", RUN, 2, "spectral-norm", "", 3)
            .setVerdict(Verdict.VERDICT_UNSPECIFIED));

    // Then
    assertThat(headlines(page, "bayes")).hasText(new String[] {"0.310± 0.020", "0.350± 0.040"});
    var energy = page.locator("[data-card=free-energy]");
    assertThat(energy.locator(".pill")).hasText("not applicable");
    assertThat(energy.locator(".note")).hasText("step 2 not applicable: another temperature");
    assertThat(page.locator("[data-card=margin] .waiting"))
        .hasText("step 2 not applicable: no classes");
    assertThat(headlines(page, "singular-fluctuation")).hasText("1.00");
    assertThat(page.locator("[data-card=refined-llc] .legend")).containsText("hidden12.5");
    assertThat(page.locator("[data-card=multiplicity]")).hasCount(0);
    assertThat(page.locator("[data-card=other-path-norm] h3")).hasText("Path norm");
    assertThat(headlines(page, "other-path-norm")).hasText("7.25");
    assertThat(page.locator("[data-card=other-spectral-norm] .pill")).hasText("unspecified");
    assertThat(page.locator("[data-card=other-spectral-norm] .note")).hasText("step 2 unspecified");
    page.locator("[data-group=sampler] h2 button").click();
    assertThat(page.locator("[data-card=chains]")).isVisible();
  }

  private static Locator headlines(Page page, String card) {
    return page.locator("[data-card=%s] .headline .value".formatted(card));
  }

  private void detailsSayWhyAValueDoesNotStand(Page page) {
    // Given
    events.measured(
        events
            .measurement("llc", RUN, 3, "llc", "", 91)
            .setVerdict(Verdict.VERDICT_NOT_CONVERGED)
            .setReason("R-hat 1.210 is above 1.05")
            .putAllDiagnostics(TestEvents.numbers(Map.of("r-hat", 1.21)))
            .putDiagnostics("ended-by", Diagnostic.newBuilder().setText("budget").build())
            .putSettings("llc.sampler", "baoab")
            .putSettings("llc.draws", "12345"));
    var llc = page.locator("[data-card=llc]");
    assertThat(llc.locator(".pill")).hasText("not converged");
    assertThat(llc.locator(".note")).containsText("R-hat 1.210 is above 1.05");
    assertThat(llc.locator(".legend")).containsText("not converged");

    // When
    llc.locator("header button").first().click();

    // Then
    var details = page.locator("dialog [data-statistic=llc]");
    assertThat(details.locator(".objection")).hasText("not converged: R-hat 1.210 is above 1.05");
    assertThat(row(details, "R-hat")).containsText("1.210");
    assertThat(row(details, "ended by")).containsText("budget");
    assertThat(row(details, "llc.sampler")).containsText("baoab");
    assertThat(row(details, "llc.draws").locator("td")).hasText("12345");
    page.getByLabel("earlier checkpoint").click();
    assertThat(details.locator("h3")).containsText("87.3 ± 4.1");
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog")).isHidden();
  }

  private static Locator row(Locator details, String name) {
    return details.locator("tr:has(th:text-is('%s'))".formatted(name));
  }

  private void scalesAndKeys(Page page) {
    // When
    page.locator(".segments button", new Page.LocatorOptions().setHasText("logarithmic")).click();
    page.locator("[data-card=loss] .plot").press("Home");

    // Then
    assertThat(page.locator(".segments button[aria-pressed=true]")).hasText("logarithmic");
    assertThat(page.locator(".cursor-step")).hasText("at step 1");
    assertThat(page.locator("[data-card=loss] .legend")).containsText("0.900");
    page.locator("#theme").click();
    assertThat(page.locator("html[data-theme=dark]")).isVisible();
    unlabelled(page.locator("button"));
  }

  private void whatIsBeingMeasuredIsShownUntilItEnds(Browsing browser) {
    // Given
    events.checkpoint(RUN, 4000);
    var list = browser.open(base, 1440, 900).locator("a.run-row").filter(named(NAME));
    var strip = browser.open(base.resolve("#/runs/" + RUN), 1440, 900).locator(".progress-strip");
    assertThat(strip.locator("[data-service=llc]")).containsText("2 waiting");

    // When
    events.progress("llc", RUN, 4000, "llc", 0.354);
    events.progress("sharpness", RUN, 4000, "hessian-max-eigenvalue", 0);

    // Then
    var llc = strip.locator("[data-service=llc] .measuring");
    assertThat(llc).hasText("llcstep 4,000, 35 %");
    assertThat(llc.locator(".thin i")).hasAttribute("style", "width: 35.4%;");
    assertThat(strip.locator("[data-service=sharpness] .measuring"))
        .hasText("hessian-max-eigenvaluestep 4,000");
    assertThat(strip.locator("[data-service=losses] .measuring")).isEmpty();
    assertThat(list.locator(".measuring")).containsText("1 more");

    // When
    events.jobEnded("sharpness", RUN, 4000);
    assertThat(list.locator(".measuring")).hasText("llcstep 4,000, 35 %");
    events.jobEnded("llc", RUN, 4000);

    // Then
    assertThat(llc).isEmpty();
    assertThat(list.locator(".measuring")).isEmpty();
  }

  private static Locator.FilterOptions named(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private void aDeletedRunVanishesFromOpenPages(Browsing browser) {
    // Given
    var list = browser.open(base, 1440, 900).locator("a.run-row").filter(named(NAME));
    var page = browser.open(base.resolve("#/runs/" + RUN), 1440, 900);
    assertThat(list).isVisible();
    assertThat(page.locator("[data-card=llc]")).isVisible();

    // When
    events.deleted(RUN);

    // Then
    assertThat(list).hasCount(0);
    assertThat(page.locator(".facts")).containsText("No run has this id");
    assertThat(page.locator(".progress-strip")).hasCount(0);
    assertThat(page.locator("[data-card=llc]")).isHidden();
  }

  private void aLongNameTakesTwoLinesOfTheList(Browsing browser) {
    // Given
    var longName = "sweep, ".repeat(700);

    // When
    events.started(events.start("long-name", longName));

    // Then
    for (int width : List.of(360, 1440)) {
      var row = browser.open(base, width, 844).locator("a.run-row[href$=long-name]");
      assertThat(row.locator(".pill")).isVisible();
      assertThat(row.locator(".run-name")).hasAttribute("title", longName);
      assertThat(row.locator(".run-name").boundingBox().height).isBetween(30.0, 60.0);
    }
  }

  private static void unlabelled(Locator buttons) {
    for (var button : buttons.all()) {
      var name = button.textContent() + button.getAttribute("aria-label");
      assertThat(name).isNotEqualTo("null");
    }
  }

  private void aPhoneShowsEverythingWithoutScrollingSideways(Browsing browser) {
    for (var path : List.of("#/", "#/runs/" + RUN)) {
      // When
      var page = browser.open(base.resolve(path), 360, 844);
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator("h1").last()).isVisible();

      // Then
      var wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assertThat(page.evaluate(wide)).as("overflow of %s", path).isEqualTo(0);
      for (var pill : page.locator(".pill:visible").all()) {
        assertThat(pill.boundingBox().height).as(pill.textContent()).isLessThan(26);
      }
    }
  }
}

package io.basinwatch.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.basinwatch.platform.testing.TestEvents;
import io.basinwatch.v1.RunStarted;
import java.net.URI;
import java.util.List;

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
      aPhoneShowsEverythingWithoutScrollingSideways(browser);
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

  private static void unlabelled(Locator buttons) {
    for (var button : buttons.all()) {
      var name = button.textContent() + button.getAttribute("aria-label");
      assertThat(name).isNotEqualTo("null");
    }
  }

  private void aPhoneShowsEverythingWithoutScrollingSideways(Browsing browser) {
    for (var path : List.of("#/", "#/runs/" + RUN)) {
      // When
      var page = browser.open(base.resolve(path), 390, 844);
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator("h1").last()).isVisible();

      // Then
      var wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assertThat(page.evaluate(wide)).as("overflow of %s", path).isEqualTo(0);
    }
  }
}

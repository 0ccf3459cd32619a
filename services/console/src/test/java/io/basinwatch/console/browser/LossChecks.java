package io.basinwatch.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.basinwatch.platform.testing.TestEvents;
import java.net.URI;
import java.util.List;

/** What the page says of the losses that a trainer sent, and of those that it did not. */
final class LossChecks {
  private final URI base;
  private final TestEvents events;

  LossChecks(URI base, TestEvents events) {
    this.base = base;
    this.events = events;
  }

  void all(Browsing browser) {
    aLossOfAnOlderStepSaysItsStep(browser);
    missingLossesAreSaidWithBothReasons(browser);
  }

  private void aLossOfAnOlderStepSaysItsStep(Browsing browser) {
    // Given
    var run = events.start("sparse", "Sparse");
    events.started(run);
    events.checkpoint("sparse", 1234);
    events.finished(run, 1, 1234);

    // When
    events.losses("sparse", List.of(500L, 1000L), List.of(0.75, 0.5));

    // Then
    var page = browser.open(base.resolve("#/runs/sparse"), 1440, 900);
    var headline = page.locator("[data-card=loss] .headline").first();
    assertThat(headline.locator(".value")).hasText("0.500");
    assertThat(headline.locator(".label")).containsText("step 1,000");
    assertThat(headline).hasAttribute("title", "at step 1,000");
    assertThat(page.locator(".at-step")).hasText("step 1,234");
    var figure = browser.open(base, 1440, 900).locator("[href$=sparse] [data-figure=loss]");
    assertThat(figure.locator(".label")).hasText("loss, step 1,000");
    assertThat(figure.locator(".value")).containsText("0.500");
  }

  private void missingLossesAreSaidWithBothReasons(Browsing browser) {
    // When
    events.finished(events.start("gaps", "Gaps"), 0, 20, 17);
    events.finished(events.start("gap", "Gap"), 0, 20, 1);

    // Then
    assertThat(browser.open(base.resolve("#/runs/gaps"), 1440, 900).locator(".notice"))
        .hasText(
            "17 losses are missing: they were no single numbers, or the broker was away for long;"
                + " the trainer's log says which.");
    assertThat(browser.open(base.resolve("#/runs/gap"), 1440, 900).locator(".notice"))
        .containsText("1 loss is missing: it was no single number, or the broker");
  }
}

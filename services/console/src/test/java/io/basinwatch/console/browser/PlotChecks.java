package io.basinwatch.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.basinwatch.platform.testing.TestEvents;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.Measurement.Verdict;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What the plots of a run draw. */
final class PlotChecks {
  private static final String RUN = "plotted-run";

  /** Rows of a card's canvas in which at least so many pixels have a colour of the theme. */
  private static final String ROWS =
      """
      ([card, name, least]) => {
        const canvas = document.querySelector(`[data-card=${card}] canvas`);
        if (canvas === null) {
          return 0;
        }
        const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
        const color = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
        const { width, height } = canvas;
        const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, width, height);
        const painted = (i) => data[i + 3] > 100 && color.every((c, j) => Math.abs(data[i + j] - c) < 6);
        let rows = 0;
        for (let y = 0; y < height; y++) {
          let pixels = 0;
          for (let x = 0; x < width; x++) {
            pixels += painted(4 * (y * width + x));
          }
          rows += pixels >= least;
        }
        return rows;
      }
      """;

  private final URI base;
  private final TestEvents events;

  PlotChecks(URI base, TestEvents events) {
    this.base = base;
    this.events = events;
  }

  void all(Browsing browser) {
    events.started(events.start(RUN, "Plotted"));
    events.checkpoint(RUN, 300);
    var page = browser.open(base.resolve("#/runs/" + RUN), 1440, 900);
    aLonePointIsDrawnWithItsError(page);
    aValueThatHasNotConvergedIsDrawnWithItsError(page);
    aValueBelowALogarithmicAxisIsAnArrow(page);
    whatBelongsToAnUndefinedValueIsAGap(page);
    anAxisOfHugeValuesHasTicks(page);
  }

  private void aLonePointIsDrawnWithItsError(Page page) {
    // When
    events.measured(at(100, "llc", 8).setStandardError(0.5).putSettings("llc.step-size", "0.001"));
    events.measured(at(100, "average-sharpness", 0.01));
    events.measured(
        at(100, "margin", 3).putAllDiagnostics(TestEvents.numbers(Map.of("q25", 1.0, "q75", 5.0))));

    // Then
    awaitRows(page, "llc", "blue", 1, 40);
    awaitRows(page, "sharpness", "blue", 1, 2);
    awaitRows(page, "margin", "teal", 1, 9);
  }

  private void aValueThatHasNotConvergedIsDrawnWithItsError(Page page) {
    // When
    for (var statistic : List.of("llc", "singular-fluctuation")) {
      events.measured(
          at(200, statistic, 6.4)
              .setStandardError(0.36)
              .setVerdict(Verdict.VERDICT_NOT_CONVERGED)
              .putAllDiagnostics(TestEvents.numbers(Map.of("multiplicity-experimental", 1.25)))
              .putSettings("llc.step-size", "0.002"));
    }
    events.measured(at(200, "path-norm", 7.25));

    // Then
    assertThat(page.locator("[data-card=llc] .legend")).containsText("6.40 ± 0.36");
    awaitRows(page, "singular-fluctuation", "teal", 1, 40);
    assertThat(headline(page, "multiplicity")).hasText("1.25");
    assertThat(headline(page, "other-path-norm")).hasText("7.25");
  }

  private void aValueBelowALogarithmicAxisIsAnArrow(Page page) {
    // When
    events.measured(at(200, "adaptive-average-sharpness", -0.01));

    // Then
    awaitRows(page, "sharpness", "orange", 1, 5);
  }

  private void whatBelongsToAnUndefinedValueIsAGap(Page page) {
    // When
    events.measured(
        at(300, "llc", 0)
            .clearValue()
            .setVerdict(Verdict.VERDICT_UNDEFINED)
            .putAllDiagnostics(
                TestEvents.numbers(
                    Map.of("r-hat", 1.0, "seconds", 12.5, "gradient-evaluations", 640.0)))
            .putSettings("llc.step-size", "1e-30"));
    events.measured(at(300, "path-norm", 0).clearValue().setVerdict(Verdict.VERDICT_UNDEFINED));
    events.measured(
        at(300, "margin", 0)
            .clearValue()
            .setVerdict(Verdict.VERDICT_UNDEFINED)
            .putAllDiagnostics(TestEvents.numbers(Map.of("q25", -1e30, "q75", 1e30))));
    page.locator("[data-group=sampler] h2 button").click();

    // Then
    var steps = page.locator("[data-card=step-size]");
    assertThat(steps.locator(".pill")).hasText("undefined");
    assertThat(steps.locator(".headline .value").first()).hasText("–");
    assertThat(steps.locator(".legend")).containsText("0.00200");
    awaitRows(page, "step-size", "bad", 1, 5);
    assertThat(headline(page, "chains")).hasText("–");
    for (var optional : List.of("multiplicity", "other-path-norm")) {
      assertThat(page.locator("[data-card=%s] .pill".formatted(optional))).hasText("undefined");
      assertThat(headline(page, optional)).hasText("–");
      awaitRows(page, optional, "bad", 1, 5);
    }
    assertThat(headline(page, "cost")).hasText(new String[] {"12.5", "640"});
    assertThat(page.locator("[data-card=cost] .pill")).hasCount(0);
    awaitRows(page, "margin", "bad", 1, 5);
    awaitRows(page, "margin", "teal", 1, 9);
  }

  private void anAxisOfHugeValuesHasTicks(Page page) {
    // When
    events.measured(at(100, "weight-norm", 17));
    events.measured(at(200, "weight-norm", 5e25));

    // Then
    assertThat(headline(page, "norms").first()).hasText("5.00e+25");
    awaitRows(page, "norms", "grid", 100, 1);
    var ticks = "import('/js/format.js').then(({ tick }) => [5e25, 12000, 1.5e-5, -2e9].map(tick))";
    assertThat(page.evaluate(ticks)).isEqualTo(List.of("5e25", "12k", "1.5e-5", "-2e9"));
  }

  private static Locator headline(Page page, String card) {
    return page.locator("[data-card=%s] .headline .value".formatted(card));
  }

  private Measurement.Builder at(long step, String statistic, double value) {
    return events.measurement("any", RUN, step, statistic, "", value);
  }

  private static void awaitRows(Page page, String card, String color, int pixels, int rows) {
    page.waitForFunction(
        "([rows, ...sought]) => (%s)(sought) >= rows".formatted(ROWS.strip()),
        List.of(rows, card, color, pixels));
  }
}

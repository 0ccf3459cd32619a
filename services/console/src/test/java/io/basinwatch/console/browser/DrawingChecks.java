package io.basinwatch.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What the page's modules draw of columns of numbers. */
final class DrawingChecks {
  /**
   * Draws layers on a logarithmic axis. Says how opaque the middle pixel of a row near its bottom
   * is, how many strokes its marks are made of, and how often colours were looked up.
   */
  private static final String DRAW =
      """
      async ([layers, model]) => {
        const { Plot } = await import("/js/plot.js");
        const { Shared } = await import("/js/cursor.js");
        const counts = {};
        const counting = (owner, name) => {
          const original = owner[name];
          counts[name] = 0;
          owner[name] = function (...all) {
            counts[name]++;
            return original.apply(this, all);
          };
          return () => (owner[name] = original);
        };
        const host = document.createElement("div");
        host.style = "width: 600px; height: 300px";
        document.body.append(host);
        const shared = new Shared();
        shared.last = 4000;
        const plot = new Plot(host, { logarithmic: true }, shared);
        plot.setLayers(layers);
        const restore = [counting(Path2D.prototype, "moveTo"), counting(window, "getComputedStyle")];
        plot.setModel(model);
        await new Promise((drawn) => setTimeout(drawn));
        restore.forEach((end) => end());
        const canvas = host.querySelector("canvas");
        const row = canvas.height - 40 * devicePixelRatio;
        const { data } = canvas.getContext("2d").getImageData(0, row, canvas.width, 1);
        plot.destroy();
        host.remove();
        const painted = data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).sort();
        return {
          opacity: (painted[painted.length >> 1] ?? 0) / 255,
          strokes: counts.moveTo,
          lookups: counts.getComputedStyle,
        };
      }
      """;

  private static final String STEPS = "Array.from({ length: 4000 }, (_, i) => i + 1)";

  private final Page page;

  DrawingChecks(Browsing browser, URI base) {
    page = browser.open(base, 1440, 900);
  }

  void all() {
    aBandReachesTheBottomOfALogarithmicAxis();
    valuesBelowALogarithmicAxisShareTheirArrows();
    anAxisOfValuesThatHardlyDifferHasTicks();
  }

  private void aBandReachesTheBottomOfALogarithmicAxis() {
    // When
    var losses =
        drawn(
            """
            const { minibatches } = await import("/js/layers.js");
            const [mean, min, max] = [0.5, 0, 1].map((loss) => step.map(() => loss));
            const model = { losses: { train: { step, mean, min, max } }, measurements: {} };
            return [[minibatches("", "blue")], model];
            """);
    var checkpoints = drawn(checkpoints(0.001));

    // Then
    assertThat(losses.get("opacity").doubleValue()).isBetween(0.1, 0.14);
    assertThat(checkpoints.get("opacity").doubleValue()).isBetween(0.16, 0.2);
  }

  private void valuesBelowALogarithmicAxisShareTheirArrows() {
    // When
    var drawn = drawn(checkpoints(-1));

    // Then
    assertThat(drawn.get("strokes").intValue()).isBetween(100, 1000);
    assertThat(drawn.get("lookups").intValue()).isLessThan(100);
  }

  private void anAxisOfValuesThatHardlyDifferHasTicks() {
    var ticks = "import('/js/scales.js').then(({ even }) => even(%s, %s, 6))";
    assertThat(page.evaluate(ticks.formatted("1e16", "1e16 + 4"))).isEqualTo(List.of(1e16));
    assertThat(page.evaluate(ticks.formatted("-0.3", "0.7")))
        .isEqualTo(List.of(-0.2, 0, 0.2, 0.4, 0.6));
  }

  private static String checkpoints(double value) {
    return """
    const { measured } = await import("/js/layers.js");
    const point = { value: %s, standard_error: 0.002, verdict: "ok" };
    const loss = step.map((at) => ({ ...point, step: at }));
    return [[measured("loss", "", "blue")], { losses: {}, measurements: { loss } }];
    """
        .formatted(value);
  }

  /**
   * @param given makes layers and their model over steps
   */
  @SuppressWarnings("unchecked")
  private Map<String, Number> drawn(String given) {
    var script = "async () => (%s)(await (async (step) => { %s })(%s))";
    return (Map<String, Number>) page.evaluate(script.formatted(DRAW, given, STEPS));
  }
}

package io.basinwatch.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.URI;

/** What the page's modules draw of columns of numbers. */
final class DrawingChecks {
  /**
   * Draws layers on a logarithmic axis; how opaque the middle pixel of a row near its bottom is.
   */
  private static final String OPACITY_NEAR_BOTTOM =
      """
      async ([layers, model]) => {
        const { Plot } = await import("/js/plot.js");
        const { Shared } = await import("/js/cursor.js");
        const host = document.createElement("div");
        host.style = "width: 600px; height: 300px";
        document.body.append(host);
        const shared = new Shared();
        shared.last = 400;
        const plot = new Plot(host, { logarithmic: true }, shared);
        plot.setLayers(layers);
        plot.setModel(model);
        await new Promise((drawn) => setTimeout(drawn));
        const canvas = host.querySelector("canvas");
        const row = canvas.height - 40 * devicePixelRatio;
        const { data } = canvas.getContext("2d").getImageData(0, row, canvas.width, 1);
        plot.destroy();
        host.remove();
        const painted = data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).sort();
        return painted[painted.length >> 1] / 255;
      }
      """;

  private final Page page;

  DrawingChecks(Browsing browser, URI base) {
    page = browser.open(base, 1440, 900);
  }

  void all() {
    aBandReachesTheBottomOfALogarithmicAxis();
  }

  private void aBandReachesTheBottomOfALogarithmicAxis() {
    // Given
    var losses =
        """
        async () => {
          const { minibatches } = await import("/js/layers.js");
          const step = Array.from({ length: 400 }, (_, i) => i + 1);
          const [mean, min, max] = [0.5, 0, 1].map((loss) => step.map(() => loss));
          return [[minibatches("", "blue")], { losses: { train: { step, mean, min, max } }, measurements: {} }];
        }
        """;
    var checkpoints =
        """
        async () => {
          const { measured } = await import("/js/layers.js");
          const point = { value: 0.001, standard_error: 0.002, verdict: "ok" };
          const loss = Array.from({ length: 400 }, (_, i) => ({ ...point, step: i + 1 }));
          return [[measured("loss", "", "blue")], { losses: {}, measurements: { loss } }];
        }
        """;

    // Then
    assertThat(opacityNearBottom(losses)).isBetween(0.1, 0.14);
    assertThat(opacityNearBottom(checkpoints)).isBetween(0.16, 0.2);
  }

  /**
   * @param given what makes layers and their model
   */
  private double opacityNearBottom(String given) {
    var script = "async () => (%s)(await (%s)())".formatted(OPACITY_NEAR_BOTTOM, given);
    return ((Number) page.evaluate(script)).doubleValue();
  }
}

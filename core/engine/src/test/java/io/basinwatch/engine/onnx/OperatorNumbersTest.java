package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.model;
import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Forward;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single numbers where a random case does not come, or ONNX Runtime has no operator. */
class OperatorNumbersTest {

  /** y of x (2, 4). */
  private static double[] result(OnnxBuilder model, double... x) {
    Binding binding =
        new Binding(new ParameterLayout(List.of()), Map.of(), Map.of("x", List.of(4)));
    Forward forward = GraphImporter.importGraph(OnnxModel.read(model.build()), binding, 2);
    return new Evaluator(Map.of("x", x), new double[0], new double[0]).evaluate(forward.output());
  }

  @Test
  void arcCosineAtItsEnds() {
    // Given
    OnnxBuilder model = model().node("Acos", List.of("x"), "y");
    double third = Math.acos(1. / 3);
    // Then
    assertThat(result(model, -1, 1, 0, -0., 1. / 3, -1. / 3, -.999, .999))
        .containsExactly(
            new double[] {
              Math.PI,
              0,
              Math.PI / 2,
              Math.PI / 2,
              third,
              Math.PI - third,
              Math.acos(-.999),
              Math.acos(.999)
            },
            within(1e-12));
  }

  @Test
  void hardSigmoidDoesNotHideWhatIsNoNumber() {
    // Given
    OnnxBuilder model = model().node("HardSigmoid", List.of("x"), "y", attribute("alpha", .25));
    // Then
    assertThat(result(model, Double.NaN, -9, 9, 0, -2, 2, 1, -1))
        .containsExactly(Double.NaN, 0, 1, .5, 0, 1, .75, .25);
  }
}

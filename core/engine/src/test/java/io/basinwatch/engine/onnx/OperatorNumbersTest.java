package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.model;
import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single numbers where a random case does not come, or ONNX Runtime has no operator. */
class OperatorNumbersTest {

  /** y of x (2, 4). */
  private static double[] result(OnnxBuilder model, double... x) {
    Binding binding =
        new Binding(
            new ParameterLayout(List.of()),
            new ParameterLayout(List.of()),
            Map.of(),
            Map.of("x", List.of(4)));
    Forward forward = GraphImporter.importGraph(OnnxModel.read(model.build()), binding, 2);
    return new Evaluator(Map.of("x", x), new double[0], new double[0]).evaluate(forward.output());
  }

  private static OnnxBuilder whole() {
    return model().node("Cast", List.of("x"), "i", attribute("to", 7));
  }

  @Test
  void gemmOfWholeNumbers() {
    // Given
    OnnxBuilder model =
        whole()
            .integers("w", List.of(4, 2), 1, -2, 3, 4, 0, 5, -6, 7)
            .integers("c", List.of(2), 100, 200)
            .node("Gemm", List.of("i", "w", "c"), "j", attribute("alpha", 2.))
            .node("Cast", List.of("j"), "y", attribute("to", 1));
    // Then
    assertThat(result(model, 1, 2, 3, 4, 0, 0, 1, -1))
        .containsExactly(2 * -17 + 100, 2 * 49 + 200, 2 * 6 + 100, 2 * -2 + 200);
  }

  /** 49 times 1 / 49 is less than 1. */
  @Test
  void meansOfWholeNumbers() {
    // Given
    OnnxBuilder model =
        whole()
            .integers("s", List.of(3), 2, 4, 1)
            .integers("wide", List.of(3), 2, 4, 49)
            .integers("last", List.of(1), 2)
            .node("Reshape", List.of("i", "s"), "r")
            .node("Expand", List.of("r", "wide"), "e")
            .node("ReduceMean", List.of("e", "last"), "j")
            .node("Cast", List.of("j"), "y", attribute("to", 1));
    // Then
    assertThat(result(model, 1, 2, -3, 4, 5, 6, 7, 8)).containsExactly(1, 2, -3, 4, 5, 6, 7, 8);
  }

  @Test
  void areaFunctionsOfNumbersWhoseSquareIsInfinite() {
    for (String operator : List.of("Asinh", "Acosh")) {
      // Given
      OnnxBuilder model = model().node(operator, List.of("x"), "y");
      double infinity = Double.POSITIVE_INFINITY;
      double sign = operator.equals("Asinh") ? -1 : 1;
      // When
      double[] y = result(model, 1e200, 1e9, 1.1e9, infinity, sign * 1e200, 1, 1, 1);
      // Then
      double large = Math.log(2) + 200 * Math.log(10);
      assertThat(y[0]).isCloseTo(large, within(1e-10));
      assertThat(y[1]).isCloseTo(Math.log(2e9), within(1e-12));
      assertThat(y[2]).isCloseTo(Math.log(2.2e9), within(1e-12));
      assertThat(y[3]).isEqualTo(infinity);
      assertThat(y[4]).isCloseTo(sign * large, within(1e-10));
    }
  }

  @Test
  void patchesOfWholeNumbers() {
    // Given
    OnnxBuilder model =
        whole()
            .integers("s", List.of(3), 2, 2, 2)
            .integers("size", List.of(1), 3)
            .integers("patch", List.of(1), 2)
            .node("Reshape", List.of("i", "s"), "r")
            .node("Col2Im", List.of("r", "size", "patch"), "j")
            .node("Cast", List.of("j"), "y", attribute("to", 1));
    // Then
    assertThat(result(model, 1, 2, 3, 4, 5, 6, 7, 8)).containsExactly(1, 5, 4, 5, 13, 8);
  }

  @Test
  void resizedWholeNumbersAreRoundedOnce() {
    // Given
    OnnxBuilder model =
        whole()
            .integers("s", List.of(4), 2, 1, 2, 2)
            .integers("size", List.of(4), 2, 1, 3, 3)
            .node("Reshape", List.of("i", "s"), "r")
            .node(
                "Resize",
                List.of("r", "", "", "size"),
                "j",
                attribute("mode", "linear"),
                attribute("coordinate_transformation_mode", "align_corners"))
            .node("Cast", List.of("j"), "y", attribute("to", 1));
    // Then: in the middle 1.75, of 0.5 and 3
    assertThat(result(model, 0, 1, 3, 3, 0, 0, 4, 4))
        .containsExactly(0, 0, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 2, 2, 2, 4, 4, 4);
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

  @Test
  void aRangeEndsWhereFloat32SaysSo() {
    // Given: in float64 1.2f - .4f is more than 4 times .2f
    OnnxBuilder model =
        model()
            .initializer("start", List.of(), .4f)
            .initializer("limit", List.of(), 1.2f)
            .initializer("step", List.of(), .2f)
            .node("Range", List.of("start", "limit", "step"), "r")
            .node("Add", List.of("x", "r"), "y");
    // Then
    assertThat(result(model, 0, 0, 0, 0, 1, 1, 1, 1))
        .containsExactly(new double[] {.4, .6, .8, 1, 1.4, 1.6, 1.8, 2}, within(1e-6));
  }

  @Test
  void aRangeOfDoubleIsNotRounded() {
    // Given: in float32 the limit is 3 times the step
    OnnxBuilder model =
        model()
            .initializer("start", Tensor.ofDoubles(List.of(), 0))
            .initializer("limit", Tensor.ofDoubles(List.of(), .3 + 1e-10))
            .initializer("step", Tensor.ofDoubles(List.of(), .1))
            .node("Range", List.of("start", "limit", "step"), "r")
            .node("Add", List.of("x", "r"), "y");
    // Then
    assertThat(result(model, 0, 0, 0, 0, 1, 1, 1, 1))
        .containsExactly(new double[] {0, .1, .2, .3, 1, 1.1, 1.2, 1.3}, within(1e-15));
  }

  @Test
  void noComparisonHoldsForWhatIsNoNumber() {
    double nan = Double.NaN;
    double[] x = {nan, 1, 2, 3, 2, 2, nan, nan};
    assertThat(result(compared("GreaterOrEqual"), x)).containsExactly(0, 0, 1, 1, 0, 1, 0, 0);
    assertThat(result(compared("LessOrEqual"), x)).containsExactly(0, 1, 1, 0, 0, 1, 0, 0);
  }

  /** With (NaN, 2, 2, 2) and (NaN, 2, 2, NaN). */
  private static OnnxBuilder compared(String operator) {
    float nan = Float.NaN;
    return model()
        .initializer("c", List.of(2, 4), nan, 2, 2, 2, nan, 2, 2, nan)
        .node(operator, List.of("x", "c"), "t")
        .node("Cast", List.of("t"), "y", attribute("to", 1));
  }
}

package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For the first sample the model below gives 3 and -4: mean -0.5, root mean square 3.535534. */
class ExportCheckTest {
  private static final TensorFile INITIAL =
      TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2, 2), 3, 0, 0, -4)));
  private static final TensorFile LATER =
      TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2, 2), 1, 1, 1, 1)));

  private static OnnxBuilder model() {
    return OnnxBuilder.create()
        .input("x", List.of(2))
        .parameter("w", List.of(2, 2))
        .node("MatMul", List.of("x", "w"), "y")
        .output("y");
  }

  private static ProblemInput input(OnnxBuilder model) {
    return input(model, 0, 1);
  }

  private static ProblemInput input(OnnxBuilder model, long... targets) {
    TensorFile probe =
        TensorFile.of(
            Map.of(
                "x", Tensor.ofFloats(List.of(2, 2), 1, 1, 5, 6),
                "target", Tensor.ofLongs(List.of(2), targets)));
    return new ProblemInput(
        Model.read(model.build()),
        LATER,
        LossSpec.of(Loss.CROSS_ENTROPY),
        probe,
        Optional.empty(),
        Optional.of(INITIAL),
        2);
  }

  private static ExportCheck check(String told) {
    return ExportCheck.of(input(model().metadata("first-output", told)), INITIAL);
  }

  @Test
  void whatAgreesIsAccepted() {
    // When
    ExportCheck ours = check("-0.5001 3.5354");
    // Then
    assertThat(ours.mean()).isCloseTo(-.5, within(1e-6));
    assertThat(ours.rootMeanSquare()).isCloseTo(3.535534, within(1e-6));
  }

  @Test
  void aModelMayTellNothing() {
    assertThat(ExportCheck.isToldBy(input(model()).model())).isFalse();
    assertThat(ExportCheck.isToldBy(input(model().metadata("first-output", "0 0")).model()))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"-0.5 3.55", "-0.51 3.535534", "0 0", "NaN NaN"})
  void whatDiffersIsRefused(String told) {
    assertThatThrownBy(() -> check(told))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "model: it was exported wrongly: for the probe's first sample at the initial weights"
                + " its output has mean and root mean square -0.500000 and 3.53553, in the trainer")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aRefusalNamesTheOneFileThatItIsAbout() {
    // Given
    OnnxBuilder told = model().metadata("first-output", "-0.5 3.535534");
    TensorFile misshapen = TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2), 3, 0)));

    // When
    // Then
    assertThatThrownBy(() -> ExportCheck.of(input(told, 0, 2), INITIAL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("train probe: 'target' is 2 in sample 1, not a class from 0 to 1");
    assertThatThrownBy(() -> ExportCheck.of(input(told), misshapen))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching("initial weights: [^:]*'w'[^:]*");
  }

  @ParameterizedTest
  @CsvSource({"''", "1.5", "one two"})
  void whatIsNoTwoNumbersIsRefused(String told) {
    assertThatThrownBy(() -> check(told))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model: its metadata key first-output is '%s' and must be two numbers".formatted(told));
  }
}

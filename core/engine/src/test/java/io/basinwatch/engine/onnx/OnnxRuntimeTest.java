package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.onnx.OperatorCases.Case;
import io.basinwatch.engine.onnx.operators.Operators;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Every operator against ONNX Runtime. */
class OnnxRuntimeTest {
  private static final int ELEMENTS = 24;
  private static final int NEWEST_OPSET = 22;
  private static final Set<String> LACKS = Set.of("DeformConv");

  static Stream<Case> cases() {
    return OperatorCases.all().filter(OnnxRuntimeTest::isKnownToTheRuntime);
  }

  /** Other operators have the onnx package's own cases only. */
  private static boolean isKnownToTheRuntime(Case operator) {
    ModelProto model = parse(operator.model());
    return model.getOpsetImport(0).getVersion() <= NEWEST_OPSET
        && model.getGraph().getNodeList().stream()
            .map(NodeProto::getOpType)
            .noneMatch(LACKS::contains);
  }

  private static OnnxTensor run(OrtSession session, float[] x) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OnnxTensor input =
        OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {2, 3, 4});
    return (OnnxTensor) session.run(Map.of("x", input)).get(0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardPassesAgree(Case operator) throws OrtException {
    // Given
    float[] x = OperatorCases.normal(ELEMENTS);
    double[] wide = new double[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      wide[i] = x[i];
    }
    Binding binding =
        new Binding(
            new ParameterLayout(List.of()),
            new ParameterLayout(List.of()),
            Map.of(),
            Map.of("x", OperatorCases.SAMPLE));
    // When
    Forward forward =
        GraphImporter.importGraph(OnnxModel.read(operator.model()), binding, OperatorCases.BATCH);
    double[] ours =
        new Evaluator(Map.of("x", wide), new double[0], new double[0]).evaluate(forward.output());
    // Then
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(operator.model())) {
      OnnxTensor theirs = run(session, x);
      assertThat(forward.output().shape().dimensions().stream().mapToLong(i -> i).toArray())
          .isEqualTo(theirs.getInfo().getShape());
      float[] expected = new float[ours.length];
      theirs.getFloatBuffer().get(expected);
      for (int i = 0; i < ours.length; i++) {
        double tolerance = 2e-5 * Math.max(1, Math.abs(expected[i]));
        assertThat(ours[i])
            .as("%s, element %d", operator, i)
            .isCloseTo(expected[i], within(tolerance));
      }
    }
  }

  @Test
  void everyOperatorHasACase() {
    // Given
    TreeSet<String> tested = new TreeSet<>();
    // When
    OperatorCases.all()
        .map(Case::model)
        .map(OnnxRuntimeTest::parse)
        .flatMap(model -> model.getGraph().getNodeList().stream())
        .forEach(node -> tested.add(node.getOpType()));
    // Then
    assertThat(tested).containsAll(Operators.names());
  }

  private static ModelProto parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

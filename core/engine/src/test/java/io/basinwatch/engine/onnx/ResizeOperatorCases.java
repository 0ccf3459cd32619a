package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.TensorProto;

/** Resize of x as (2, 1, 3, 4) along its last two axes. */
final class ResizeOperatorCases {
  private static final AttributeProto LINEAR = attribute("mode", "linear");
  private static final AttributeProto CUBIC = attribute("mode", "cubic");
  private static final AttributeProto ANTIALIAS = attribute("antialias", 1);
  private static final AttributeProto EXCLUDE = attribute("exclude_outside", 1);

  private final List<Case> cases = new ArrayList<>();

  private ResizeOperatorCases() {}

  static List<Case> all() {
    ResizeOperatorCases all = new ResizeOperatorCases();
    for (String places :
        List.of(
            "half_pixel",
            "half_pixel_symmetric",
            "pytorch_half_pixel",
            "align_corners",
            "asymmetric")) {
      for (AttributeProto mode : List.of(LINEAR, CUBIC)) {
        all.sizes(places, 5, 7, mode, coordinates(places));
        all.sizes(places, 2, 3, mode, coordinates(places));
      }
    }
    for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
      AttributeProto how = attribute("nearest_mode", rounding);
      all.scales(rounding, 2, 3, how, coordinates("asymmetric"));
      all.scales(rounding, .7f, 1.5f, how);
    }
    for (float scale : new float[] {1 / 3f, .1f, .2f, .3f, .6f, 1.2f, 1.6f}) {
      all.longAxis(scale, attribute("nearest_mode", "floor"), coordinates("asymmetric"));
      all.longAxis(scale, attribute("nearest_mode", "round_prefer_ceil"));
      all.longAxis(scale, LINEAR);
    }
    all.repeatedScale();
    all.scales("linear", 2, .6f, LINEAR);
    all.scales("cubic", 1.5f, .8f, CUBIC, attribute("cubic_coeff_a", -.5));
    all.sizes("excluded", 6, 3, CUBIC, EXCLUDE);
    all.sizes("antialias", 2, 3, LINEAR, ANTIALIAS);
    all.sizes(
        "antialias, as timm", 2, 9, CUBIC, ANTIALIAS, EXCLUDE, attribute("cubic_coeff_a", -.5));
    all.sizes("same", 3, 4, CUBIC, ANTIALIAS);
    all.sizes("not larger", 7, 6, LINEAR, attribute("keep_aspect_ratio_policy", "not_larger"));
    all.sizes("not smaller", 7, 6, LINEAR, attribute("keep_aspect_ratio_policy", "not_smaller"));
    all.crop("crop", LINEAR, attribute("extrapolation_value", 2.5));
    all.crop("crop, nearest", attribute("extrapolation_value", 2.5));
    return all.cases;
  }

  private static AttributeProto coordinates(String name) {
    return attribute("coordinate_transformation_mode", name);
  }

  private void scales(String name, float rows, float columns, AttributeProto... attributes) {
    add(
        "Resize by scales, " + name,
        b -> b.node("Constant", List.of(), "by", reals(1f, 1f, rows, columns)),
        List.of("r", "", "by"),
        attributes);
  }

  /** Of 60 columns, where 1 / scale meets whole numbers. */
  private void longAxis(float scale, AttributeProto... attributes) {
    cases.add(
        OperatorCases.of(
            "Resize of a long axis by " + scale + " " + cases.size(),
            b ->
                b.node("Concat", List.of("x", "x", "x", "x", "x"), "c", attribute("axis", 1))
                    .integers("s", List.of(4), -1, 1, 1, 60)
                    .node("Reshape", List.of("c", "s"), "r")
                    .node("Constant", List.of(), "by", reals(1f, 1f, 1f, scale))
                    .node("Resize", List.of("r", "", "by"), "y", attributes)));
  }

  private void repeatedScale() {
    AttributeProto two =
        attribute(
            "value", TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(2).build());
    add(
        "Resize by a filled tensor",
        b ->
            b.integers("count", List.of(1), 2).node("ConstantOfShape", List.of("count"), "by", two),
        List.of("r", "", "by"),
        attribute("axes", List.of(2L, 3L)),
        LINEAR);
  }

  private void sizes(String name, int rows, int columns, AttributeProto... attributes) {
    add(
        "Resize to sizes, " + name,
        b -> b.integers("to", List.of(2), rows, columns),
        List.of("r", "", "", "to"),
        with(attribute("axes", List.of(2L, 3L)), attributes));
  }

  private void crop(String name, AttributeProto... attributes) {
    add(
        "Resize, " + name,
        b ->
            b.integers("to", List.of(4), 2, 1, 4, 5)
                .node("Constant", List.of(), "region", reals(0f, 0f, .2f, -.3f, 1f, 1f, .7f, 1.2f)),
        List.of("r", "region", "", "to"),
        with(coordinates("tf_crop_and_resize"), attributes));
  }

  /** A float initializer would be taken for a parameter. */
  private static AttributeProto reals(Float... values) {
    return AttributeProto.newBuilder()
        .setName("value_floats")
        .setType(AttributeType.FLOATS)
        .addAllFloats(List.of(values))
        .build();
  }

  private static AttributeProto[] with(AttributeProto one, AttributeProto... attributes) {
    AttributeProto[] all = Arrays.copyOf(attributes, attributes.length + 1);
    all[attributes.length] = one;
    return all;
  }

  private void add(
      String name,
      Consumer<OnnxBuilder> constants,
      List<String> inputs,
      AttributeProto... attributes) {
    String full = name + " " + cases.size();
    cases.add(
        OperatorCases.of(
            full,
            b -> {
              b.integers("s", List.of(4), -1, 1, 3, 4).node("Reshape", List.of("x", "s"), "r");
              constants.accept(b);
              b.node("Resize", inputs, "y", attributes);
            }));
  }
}

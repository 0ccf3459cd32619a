package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** Operators with a sliding window. A product with x makes their input (2, channels, size...). */
final class WindowOperatorCases {
  private static final AttributeProto CEIL = attribute("ceil_mode", 1);

  private final List<Case> cases = new ArrayList<>();

  private WindowOperatorCases() {}

  static List<Case> all() {
    WindowOperatorCases all = new WindowOperatorCases();
    all.convolutions();
    all.transposedConvolutions();
    all.patches();
    all.deformableConvolutions();
    all.pools();
    all.indices();
    return all.cases;
  }

  private void convolutions() {
    convolution("1-D", List.of(3, 7), List.of(5, 3, 3), ints("pads", 1, 1));
    convolution("without bias or pads", List.of(3, 5, 4), List.of(2, 3, 2, 3));
    convolution(
        "strides, uneven pads",
        List.of(3, 7, 6),
        List.of(4, 3, 3, 3),
        ints("strides", 2, 3),
        ints("pads", 0, 1, 2, 3));
    convolution(
        "dilations, groups",
        List.of(6, 8, 7),
        List.of(4, 3, 3, 2),
        ints("dilations", 2, 3),
        ints("kernel_shape", 3, 2),
        attribute("group", 2));
    convolution(
        "depthwise",
        List.of(6, 5, 5),
        List.of(12, 1, 3, 3),
        ints("pads", 1, 1, 1, 1),
        attribute("group", 6));
    convolution(
        "3-D",
        List.of(3, 3, 4, 5),
        List.of(2, 3, 1, 2, 3),
        ints("strides", 1, 2, 1),
        ints("pads", 1, 0, 1, 1, 1, 1));
    for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      convolution(
          pad,
          List.of(3, 6, 7),
          List.of(2, 3, 4, 3),
          ints("strides", 2, 1),
          attribute("auto_pad", pad));
    }
  }

  private void convolution(
      String name, List<Integer> input, List<Integer> weight, AttributeProto... attributes) {
    add("Conv", name, input, weight, weight.getFirst(), attributes);
  }

  private void transposedConvolutions() {
    transposed("1-D", List.of(3, 5), List.of(3, 4, 3));
    transposed(
        "output padding",
        List.of(3, 4, 3),
        List.of(3, 2, 3, 3),
        ints("strides", 2, 3),
        ints("pads", 1, 0, 1, 2),
        ints("output_padding", 1, 2));
    transposed(
        "groups, dilations",
        List.of(6, 4, 3),
        List.of(6, 2, 2, 3),
        ints("dilations", 2, 1),
        attribute("group", 3));
    transposed("3-D", List.of(3, 2, 3, 2), List.of(3, 2, 2, 1, 3), ints("strides", 2, 1, 2));
    transposed(
        "output shape",
        List.of(3, 4, 3),
        List.of(3, 2, 3, 3),
        ints("strides", 2, 2),
        ints("output_shape", 8, 6));
    transposed(
        "SAME_UPPER",
        List.of(3, 4, 3),
        List.of(3, 2, 3, 3),
        ints("strides", 2, 2),
        attribute("auto_pad", "SAME_UPPER"));
    for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "NOTSET")) {
      transposed(
          "output shape and padding, " + pad,
          List.of(3, 4, 3),
          List.of(3, 2, 3, 4),
          ints("strides", 2, 3),
          ints("output_shape", 8, 10),
          ints("output_padding", 1, 2),
          attribute("auto_pad", pad));
    }
    transposed(
        "VALID",
        List.of(3, 4, 3),
        List.of(3, 2, 3, 3),
        ints("strides", 2, 2),
        attribute("auto_pad", "VALID"));
  }

  private void transposed(
      String name, List<Integer> input, List<Integer> weight, AttributeProto... attributes) {
    boolean grouped = attributes.length > 1 && attributes[1].getName().equals("group");
    int groups = grouped ? (int) attributes[1].getI() : 1;
    add("ConvTranspose", name, input, weight, weight.get(1) * groups, attributes);
  }

  private void deformableConvolutions() {
    deformable("plain", List.of(2, 3, 4), List.of(3, 2, 2, 2), 1, false, attribute("group", 1));
    deformable(
        "groups, strides, pads, dilations, factors",
        List.of(4, 5, 6),
        List.of(6, 2, 2, 3),
        2,
        true,
        attribute("group", 2),
        attribute("offset_group", 2),
        ints("strides", 2, 1),
        ints("dilations", 1, 2),
        ints("pads", 1, 0, 1, 2));
  }

  /** The image and the weights are constants; offsets and factors depend on x. */
  private void deformable(
      String name,
      List<Integer> input,
      List<Integer> weight,
      int offsetGroups,
      boolean factors,
      AttributeProto... attributes) {
    int kernel = weight.get(2) * weight.get(3) * offsetGroups;
    int rows = factors ? 3 : 2;
    int columns = factors ? 4 : 3;
    int size = rows * columns;
    int image = 2 * product(input);
    List<Integer> batch = List.of(2, input.get(0), input.get(1), input.get(2));
    cases.add(
        OperatorCases.of(
            "DeformConv, " + name,
            b -> {
              b.initializer("image", batch, OperatorCases.normal(image))
                  .initializer("w", weight, OperatorCases.normal(product(weight)))
                  .initializer(
                      "b", List.of(weight.getFirst()), OperatorCases.normal(weight.getFirst()))
                  .integers("flat", List.of(2), 2, 12)
                  .integers("o", List.of(4), 2, 2L * kernel, rows, columns)
                  .initializer(
                      "mo",
                      List.of(12, 2 * kernel * size),
                      OperatorCases.normal(24 * kernel * size))
                  .node("Reshape", List.of("x", "flat"), "f")
                  .node("MatMul", List.of("f", "mo"), "fo")
                  .node("Tanh", List.of("fo"), "to")
                  .node("Reshape", List.of("to", "o"), "offset");
              List<String> inputs = new ArrayList<>(List.of("image", "w", "offset", "b"));
              if (factors) {
                b.integers("m", List.of(4), 2, kernel, rows, columns)
                    .initializer(
                        "mm", List.of(12, kernel * size), OperatorCases.normal(12 * kernel * size))
                    .node("MatMul", List.of("f", "mm"), "fm")
                    .node("Sigmoid", List.of("fm"), "sm")
                    .node("Reshape", List.of("sm", "m"), "factors");
                inputs.add("factors");
              }
              b.node("DeformConv", inputs, "y", attributes);
            }));
  }

  private void patches() {
    patches(
        "patches side by side",
        List.of(12, 6),
        List.of(4, 6),
        List.of(2, 2),
        ints("strides", 2, 2));
    patches(
        "overlapping patches",
        List.of(18, 12),
        List.of(5, 5),
        List.of(3, 3),
        ints("strides", 2, 1),
        ints("pads", 1, 0, 1, 1));
    patches("dilations", List.of(4, 6), List.of(4, 5), List.of(2, 2), ints("dilations", 2, 2));
    patches("1-D", List.of(6, 3), List.of(5), List.of(3));
  }

  private void patches(
      String name,
      List<Integer> columns,
      List<Integer> image,
      List<Integer> patch,
      AttributeProto... attributes) {
    int size = product(columns) / 3;
    cases.add(
        OperatorCases.of(
            "Col2Im, " + name,
            b ->
                b.initializer("m", List.of(4, size), OperatorCases.normal(4 * size))
                    .integers("s", List.of(3), -1, columns.get(0), columns.get(1))
                    .integers("image", List.of(image.size()), longs(image))
                    .integers("patch", List.of(patch.size()), longs(patch))
                    .node("MatMul", List.of("x", "m"), "p")
                    .node("Reshape", List.of("p", "s"), "r")
                    .node("Col2Im", List.of("r", "image", "patch"), "y", attributes)));
  }

  private static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }

  private void pools() {
    for (String operator : List.of("MaxPool", "AveragePool")) {
      pool(operator, "1-D", List.of(3, 7), ints("kernel_shape", 3));
      pool(operator, "2-D", List.of(3, 6, 7), ints("kernel_shape", 2, 3), ints("strides", 2, 2));
      pool(
          operator,
          "uneven pads, ceil_mode",
          List.of(3, 6, 7),
          ints("kernel_shape", 3, 3),
          ints("strides", 2, 3),
          ints("pads", 1, 0, 2, 1),
          CEIL);
      pool(
          operator,
          "a last window that would begin in the padding",
          List.of(3, 5, 5),
          ints("kernel_shape", 1, 2),
          ints("strides", 3, 3),
          ints("pads", 0, 1, 0, 1),
          CEIL);
      pool(
          operator,
          "dilations",
          List.of(3, 7, 8),
          ints("kernel_shape", 3, 2),
          ints("dilations", 2, 3),
          ints("pads", 1, 1, 1, 1));
      pool(operator, "3-D", List.of(3, 4, 3, 5), ints("kernel_shape", 2, 1, 3));
      for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
        pool(
            operator,
            pad,
            List.of(3, 6, 7),
            ints("kernel_shape", 3, 3),
            ints("strides", 2, 2),
            attribute("auto_pad", pad));
      }
    }
    pool(
        "AveragePool",
        "counting pads",
        List.of(3, 6, 7),
        ints("kernel_shape", 3, 3),
        ints("pads", 1, 1, 1, 1),
        attribute("count_include_pad", 1));
    pool(
        "AveragePool",
        "counting pads, ceil_mode",
        List.of(3, 6, 7),
        ints("kernel_shape", 3, 3),
        ints("strides", 2, 2),
        ints("pads", 1, 1, 1, 1),
        attribute("count_include_pad", 1),
        CEIL);
    pool("LpPool", "2-D", List.of(3, 6, 7), ints("kernel_shape", 2, 3), ints("strides", 2, 2));
    pool("LpPool", "p 3", List.of(3, 6), ints("kernel_shape", 2), attribute("p", 3));
    for (String operator : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
      pool(operator, "1-D", List.of(3, 7));
      pool(operator, "2-D", List.of(3, 6, 7));
    }
  }

  /** The elements that the indices name, read from the whole tensor. */
  private void indices() {
    cases.add(
        OperatorCases.of(
            "MaxPool, indices",
            b ->
                b.integers("flat", List.of(1), -1)
                    .node(
                        "MaxPool",
                        List.of("x"),
                        List.of("m", "i"),
                        ints("kernel_shape", 2),
                        ints("pads", 1, 0))
                    .node("Reshape", List.of("x", "flat"), "f")
                    .node("Gather", List.of("f", "i"), "y")));
  }

  private void pool(
      String operator, String name, List<Integer> input, AttributeProto... attributes) {
    add(operator, name, input, List.of(), 0, attributes);
  }

  private void add(
      String operator,
      String name,
      List<Integer> input,
      List<Integer> weight,
      int outputs,
      AttributeProto... attributes) {
    int size = product(input) / 3;
    List<Long> shape = new ArrayList<>(List.of(-1L));
    input.forEach(dimension -> shape.add((long) dimension));
    long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
    boolean weighted = !weight.isEmpty();
    boolean biased = weighted && attributes.length > 0;
    cases.add(
        OperatorCases.of(
            operator + ", " + name,
            b -> {
              List<String> inputs = new ArrayList<>(List.of("r"));
              b.initializer("m", List.of(4, size), OperatorCases.normal(4 * size))
                  .integers("s", List.of(shape.size()), dimensions)
                  .node("MatMul", List.of("x", "m"), "p")
                  .node("Reshape", List.of("p", "s"), "r");
              if (weighted) {
                b.initializer("w", weight, OperatorCases.normal(product(weight)));
                inputs.add("w");
              }
              if (biased) {
                b.initializer("b", List.of(outputs), OperatorCases.normal(outputs));
                inputs.add("b");
              }
              b.node(operator, inputs, "y", attributes);
            }));
  }

  private static int product(List<Integer> sizes) {
    return sizes.stream().reduce(1, Math::multiplyExact);
  }

  private static AttributeProto ints(String name, long... values) {
    return attribute(name, Arrays.stream(values).boxed().toList());
  }
}

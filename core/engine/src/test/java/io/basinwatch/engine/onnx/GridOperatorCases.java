package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** Images that are read at places which depend on x, some of them beyond the edges. */
final class GridOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private GridOperatorCases() {}

  static List<Case> all() {
    GridOperatorCases all = new GridOperatorCases();
    for (String mode : List.of("linear", "nearest", "cubic")) {
      for (String padding : List.of("zeros", "border", "reflection")) {
        for (long align = 0; align < 2; align++) {
          all.plane(mode, padding, align);
        }
      }
    }
    for (String padding : List.of("zeros", "border", "reflection")) {
      all.volume(padding);
    }
    all.plane("linear", "border", 0, 16);
    for (long align = 0; align < 2; align++) {
      all.affine(align);
    }
    return all.cases;
  }

  private void plane(String mode, String padding, long align) {
    plane(mode, padding, align, 20);
  }

  private void plane(String mode, String padding, long align, int opset) {
    String name = opset == 16 ? "bi" + mode : mode;
    sample(
        "GridSample, %s, %s, aligned %d, opset %d".formatted(name, padding, align, opset),
        opset,
        List.of(2, 2, 4, 5),
        List.of(2, 3, 2, 2),
        attribute("mode", name),
        attribute("padding_mode", padding),
        attribute("align_corners", align));
  }

  private void volume(String padding) {
    sample(
        "GridSample, three axes, " + padding,
        20,
        List.of(2, 1, 3, 4, 5),
        List.of(2, 2, 2, 1, 3),
        attribute("padding_mode", padding));
  }

  private void sample(
      String name, int opset, List<Integer> image, List<Integer> grid, AttributeProto... how) {
    int size = image.stream().reduce(1, Math::multiplyExact);
    int places = grid.stream().reduce(1, Math::multiplyExact);
    long[] shape = grid.stream().mapToLong(Integer::longValue).toArray();
    cases.add(
        OperatorCases.of(
            name,
            b ->
                b.opset(opset)
                    .initializer("image", image, normal(size))
                    .integers("flat", List.of(2), 2, 12)
                    .integers("from", List.of(1), 0)
                    .integers("to", List.of(1), places / 2)
                    .integers("axis", List.of(1), 1)
                    .integers("s", List.of(shape.length), shape)
                    .node("Reshape", List.of("x", "flat"), "f")
                    .node("Slice", List.of("f", "from", "to", "axis"), "part")
                    .node("Reshape", List.of("part", "s"), "grid")
                    .node("GridSample", List.of("image", "grid"), "y", how)));
  }

  /** Of two and of three axes. */
  private void affine(long align) {
    for (int axes = 2; axes <= 3; axes++) {
      int rows = axes;
      long[] size = axes == 2 ? new long[] {2, 1, 4, 5} : new long[] {2, 1, 2, 3, 4};
      cases.add(
          OperatorCases.of(
              "AffineGrid, %d axes, aligned %d".formatted(axes, align),
              b ->
                  b.opset(20)
                      .integers("from", List.of(2), 0, 0)
                      .integers("to", List.of(2), rows, rows + 1)
                      .integers("axes", List.of(2), 1, 2)
                      .integers("size", List.of(size.length), size)
                      .node("Slice", List.of("x", "from", "to", "axes"), "theta")
                      .node(
                          "AffineGrid",
                          List.of("theta", "size"),
                          "y",
                          attribute("align_corners", align))));
    }
  }
}

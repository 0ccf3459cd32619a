package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Convolutions: each of the three tensors from the two others. */
final class ConvolutionCases {
  private record Sizes(String name, Shape x, int outputs, int groups, Window window) {}

  private ConvolutionCases() {}

  static Stream<OperationCase> all() {
    return Stream.concat(convolutions(), Stream.of(maxima()));
  }

  /** Each window's largest element. */
  private static OperationCase maxima() {
    Window window =
        new Window(List.of(3, 2), List.of(2, 1), List.of(1, 2), List.of(1, 1), List.of(0, 1));
    return new OperationCase(
        "WINDOW_ARGMAX",
        List.of(Shape.of(2, 3, 5, 4)),
        -1,
        1,
        (b, x) -> {
          Node places = b.windowArgmax(x.getFirst(), window);
          Node lines = b.reshape(x.getFirst(), Shape.of(6, 20));
          return b.gatherElements(
              lines, b.reshape(places, Shape.of(6, places.shape().elements() / 6)), 1);
        });
  }

  private static Stream<OperationCase> convolutions() {
    return Stream.of(
            new Sizes("one number", Shape.of(1, 1, 1), 1, 1, window(1, 1, 1, 0, 0)),
            new Sizes("1-D", Shape.of(2, 3, 7), 4, 1, window(3, 1, 1, 1, 1)),
            new Sizes("1-D, cropped", Shape.of(1, 2, 7), 3, 1, window(2, 2, 1, 1, -1)),
            new Sizes("1-D, dilated", Shape.of(1, 2, 9), 2, 2, window(3, 2, 3, 4, 2)),
            new Sizes("2-D, 1x1", Shape.of(2, 3, 3, 5), 2, 1, window(1, 1)),
            new Sizes("2-D, 3x3", Shape.of(2, 3, 5, 9), 4, 1, window(3, 1)),
            new Sizes("2-D, 3x3, lanes", Shape.of(1, 9, 4, 4), 17, 1, window(3, 1)),
            new Sizes("2-D, 3x3, many channels", Shape.of(1, 16, 3, 5), 17, 1, window(3, 1)),
            new Sizes("2-D, 3x3 by 2", Shape.of(1, 3, 5, 7), 2, 1, window(3, 2)),
            new Sizes("2-D, 1x1 by 2", Shape.of(1, 3, 5, 8), 2, 1, window(1, 2)),
            new Sizes("2-D, depthwise", Shape.of(2, 3, 5, 4), 6, 3, window(3, 1)),
            new Sizes("2-D, uneven", Shape.of(1, 4, 6, 5), 2, 2, uneven()),
            new Sizes("3-D", Shape.of(1, 2, 3, 4, 5), 2, 1, deep()))
        .flatMap(ConvolutionCases::cases);
  }

  private static Stream<OperationCase> cases(Sizes sizes) {
    List<Integer> weight =
        new ArrayList<>(List.of(sizes.outputs, sizes.x.dimension(1) / sizes.groups));
    weight.addAll(sizes.window.kernel());
    List<Integer> output = new ArrayList<>(List.of(sizes.x.dimension(0), sizes.outputs));
    for (int axis = 0; axis < sizes.window.rank(); axis++) {
      output.add(sizes.window.positions(axis, sizes.x.dimension(2 + axis)));
    }
    List<Shape> shapes = List.of(sizes.x, new Shape(weight), new Shape(output));
    return Stream.of(ConvolutionPart.values()).map(part -> operation(sizes, part, shapes));
  }

  private static OperationCase operation(Sizes sizes, ConvolutionPart part, List<Shape> shapes) {
    List<Shape> others = new ArrayList<>(shapes);
    Shape wanted = others.remove(part.ordinal());
    return new OperationCase(
        "CONVOLUTION " + part + ", " + sizes.name,
        others,
        -1,
        1,
        (b, x) -> b.convolution(part, sizes.window, sizes.groups, x, wanted));
  }

  private static Window window(int kernel, int stride, int dilation, int before, int after) {
    return new Window(
        List.of(kernel), List.of(stride), List.of(dilation), List.of(before), List.of(after));
  }

  /** Square, padded so that a stride of 1 keeps the size. */
  private static Window window(int kernel, int stride) {
    List<Integer> pads = List.of(kernel / 2, kernel / 2);
    return new Window(List.of(kernel, kernel), List.of(stride, stride), List.of(1, 1), pads, pads);
  }

  private static Window uneven() {
    return new Window(List.of(2, 3), List.of(3, 1), List.of(2, 1), List.of(1, 0), List.of(2, 3));
  }

  private static Window deep() {
    return new Window(
        List.of(2, 1, 3), List.of(1, 2, 1), List.of(1, 1, 2), List.of(1, 0, 2), List.of(0, 1, 1));
  }
}

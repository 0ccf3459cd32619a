package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.Sliding;
import java.util.ArrayList;
import java.util.List;

/** The kernels of windows that slide over (batch, channels, spatial...). */
final class Convolutions {
  private Convolutions() {}

  static KernelSpec spec(Value value, Operation.Convolution convolution) {
    List<Shape> parts = new ArrayList<>(value.inputs().stream().map(Value::shape).toList());
    parts.add(convolution.part().ordinal(), value.shape());
    Shape x = parts.get(0);
    Shape y = parts.get(2);
    int groups = convolution.groups();
    return new KernelSpec.Convolution(
        convolution.part(),
        x.dimension(0),
        groups,
        x.dimension(1) / groups,
        y.dimension(1) / groups,
        sliding(x, y, convolution.window()));
  }

  static KernelSpec argmax(Value value, Window window) {
    Shape x = value.input(0).shape();
    int planes = Math.multiplyExact(x.dimension(0), x.dimension(1));
    return new KernelSpec.WindowArgmax(planes, sliding(x, value.shape(), window));
  }

  private static Sliding sliding(Shape x, Shape y, Window window) {
    return new Sliding(
        x.dimensions().subList(2, x.rank()),
        window.kernel(),
        y.dimensions().subList(2, y.rank()),
        window.strides(),
        window.dilations(),
        window.padsBefore());
  }
}

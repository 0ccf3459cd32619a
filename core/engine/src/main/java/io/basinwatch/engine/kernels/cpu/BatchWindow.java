package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.Sliding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some positions of a window and what they see of the planes. A convolution is one such window. Its
 * adjoint is as many as the strides have residues: places that are a stride apart meet the same
 * elements of the kernel, one position after the other, so that each residue is a convolution of
 * stride 1 with a part of the kernel, turned.
 *
 * @param sliding over the planes that are read; its kernel may be empty
 * @param elements of the whole kernel that its taps are
 * @param positions of the result, in order
 */
record BatchWindow(Sliding sliding, int[] elements, int[] positions) {

  static List<BatchWindow> of(Sliding s) {
    int[] elements = IntStream.range(0, s.taps()).toArray();
    return List.of(new BatchWindow(s, elements, IntStream.range(0, s.outputPlane()).toArray()));
  }

  /** Of the adjoint, which reads output planes and gives input planes. */
  static List<BatchWindow> adjoint(Sliding s) {
    List<BatchWindow> windows = new ArrayList<>();
    for (Residue depth : residues(s, 0)) {
      for (Residue height : residues(s, 1)) {
        for (Residue width : residues(s, 2)) {
          windows.add(window(s, List.of(depth, height, width)));
        }
      }
    }
    return windows;
  }

  /**
   * Along one axis: places i = first, first + stride, ...
   *
   * @param places how many
   * @param elements of the kernel that they meet, the last first
   * @param dilation output positions from one element's to the next one's
   * @param pad output positions before position 0 that the first place sees; may be negative
   */
  private record Residue(int first, int places, List<Integer> elements, int dilation, int pad) {}

  /** Place i meets element k at position o where stride o + dilation k = i + pad. */
  private static List<Residue> residues(Sliding s, int axis) {
    int stride = s.strides().get(axis);
    int dilation = s.dilations().get(axis);
    List<Residue> residues = new ArrayList<>();
    for (int first = 0; first < Math.min(stride, s.input().get(axis)); first++) {
      int residue = Math.floorMod(first + s.pads().get(axis), stride);
      int[] elements =
          IntStream.range(0, s.kernel().get(axis))
              .map(k -> s.kernel().get(axis) - 1 - k)
              .filter(k -> dilation * k % stride == residue)
              .toArray();
      int reach = elements.length == 0 ? 0 : (dilation * elements[0] - residue) / stride;
      int step = elements.length < 2 ? 1 : dilation * (elements[0] - elements[1]) / stride;
      int position = Math.floorDiv(first + s.pads().get(axis), stride);
      int places = Math.ceilDiv(s.input().get(axis) - first, stride);
      List<Integer> met = IntStream.of(elements).boxed().toList();
      residues.add(new Residue(first, places, met, step, reach - position));
    }
    return residues;
  }

  private static BatchWindow window(Sliding s, List<Residue> axes) {
    Sliding sliding =
        new Sliding(
            s.output(),
            axes.stream().map(axis -> axis.elements().size()).toList(),
            axes.stream().map(Residue::places).toList(),
            List.of(1, 1, 1),
            axes.stream().map(Residue::dilation).toList(),
            axes.stream().map(Residue::pad).toList());
    List<List<Integer>> elements = axes.stream().map(Residue::elements).toList();
    List<List<Integer>> places = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Residue axis = axes.get(i);
      int stride = s.strides().get(i);
      places.add(
          IntStream.range(0, axis.places()).map(o -> axis.first() + o * stride).boxed().toList());
    }
    return new BatchWindow(sliding, numbers(elements, s.kernel()), numbers(places, s.input()));
  }

  /** Row-major numbers of all combinations of coordinates. */
  private static int[] numbers(List<List<Integer>> coordinates, List<Integer> sizes) {
    return coordinates.get(0).stream()
        .flatMap(d -> coordinates.get(1).stream().map(h -> d * sizes.get(1) + h))
        .flatMap(row -> coordinates.get(2).stream().map(w -> row * sizes.get(2) + w))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

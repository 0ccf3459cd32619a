package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import java.util.List;

/** Products over axes: halves are multiplied, so that the derivative is exact at zeros too. */
final class Products {
  private Products() {}

  static Node over(GraphBuilder b, Node x, List<Integer> axes) {
    Node product = x;
    for (int axis : axes) {
      product = along(b, product, axis);
    }
    return product;
  }

  private static Node along(GraphBuilder b, Node x, int axis) {
    int length = x.shape().dimension(axis);
    if (length == 0) {
      return b.filled(1, x.shape().with(axis, 1));
    }
    Node rest = null;
    Node product = x;
    for (int n = length; n > 1; n /= 2) {
      if (n % 2 == 1) {
        Node last = b.slice(product, axis, n - 1, 1);
        rest = rest == null ? last : b.multiply(rest, last);
      }
      product = b.multiply(b.slice(product, axis, 0, n / 2), b.slice(product, axis, n / 2, n / 2));
    }
    return rest == null ? product : b.multiply(product, rest);
  }
}

package io.basinwatch.engine;

/** Products that keep nothing, for a loss that has no better way. */
record RepeatedCurvature(LossFunction loss, ParameterVector w, Minibatch batch)
    implements Curvature {

  @Override
  public void product(ParameterVector v, ParameterVector product) {
    loss.hessianVectorProduct(w, batch, v, product);
  }

  @Override
  public void close() {}
}

package io.basinwatch.engine.kernels;

/** Where a step finds one of its tensors. Steps read the address anew each time they run. */
public final class Operand {
  private long address;

  public long address() {
    return address;
  }

  public void bind(long address) {
    this.address = address;
  }
}

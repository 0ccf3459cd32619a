package io.basinwatch.engine.compile;

/** Where a tensor lies. Compared by identity. */
final class Buffer {

  /** The memory that an offset counts from. */
  enum Region {
    /** The plan's own memory. */
    ARENA,
    /** What the point determines and products with several directions read. */
    KEPT,
    /** A tensor of the probe, all samples. */
    PROBE,
    /** Numbers fixed at compile time. */
    CONSTANTS,
    /** The parameters. */
    WEIGHTS,
    /** The vector of a Hessian-vector product. */
    DIRECTION,
    /** The vector that a gradient or a product is written to. */
    RESULT
  }

  private final long bytes;
  private Region region;
  private long offset;

  Buffer(Region region, long offset, long bytes) {
    this.region = region;
    this.offset = offset;
    this.bytes = bytes;
  }

  /** Memory that the plan has still to assign. */
  static Buffer unplaced(long bytes) {
    return new Buffer(Region.ARENA, -1, bytes);
  }

  void place(long place) {
    offset = place;
  }

  /** Turns memory that has no place yet into a part of what is kept. */
  void moveToKept(long place) {
    region = Region.KEPT;
    offset = place;
  }

  /** Turns memory that has no place yet into a part of the result vector. */
  void moveToResult(long place) {
    region = Region.RESULT;
    offset = place;
  }

  Region region() {
    return region;
  }

  /** In bytes from the region's begin. */
  long offset() {
    return offset;
  }

  long bytes() {
    return bytes;
  }
}

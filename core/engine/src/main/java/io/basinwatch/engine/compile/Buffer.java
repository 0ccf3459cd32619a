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
    /** What is no parameter and large, as a frozen layer's weights. */
    FROZEN,
    /** The vector of a Hessian-vector product. */
    DIRECTION,
    /** The vector that a gradient or a product is written to. */
    RESULT
  }

  private final long bytes;
  private final Buffer container; // null where it is none's part
  private Region region;
  private long offset; // from the container's begin, if there is one

  Buffer(Region region, long offset, long bytes) {
    this(null, region, offset, bytes);
  }

  private Buffer(Buffer container, Region region, long offset, long bytes) {
    this.container = container;
    this.region = region;
    this.offset = offset;
    this.bytes = bytes;
  }

  /** Memory that the plan has still to assign. */
  static Buffer unplaced(long bytes) {
    return new Buffer(Region.ARENA, -1, bytes);
  }

  /**
   * A part of it, which goes where it goes.
   *
   * @param from bytes from its begin
   */
  Buffer part(long from, long size) {
    return new Buffer(this, null, from, size);
  }

  /** What has a place of its own: itself, or what it is a part of. */
  Buffer whole() {
    return container == null ? this : container.whole();
  }

  /** Gives memory of the arena its place. */
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
    return whole().region;
  }

  /** In bytes from the region's begin. */
  long offset() {
    return container == null ? offset : container.offset() + offset;
  }

  long bytes() {
    return bytes;
  }
}

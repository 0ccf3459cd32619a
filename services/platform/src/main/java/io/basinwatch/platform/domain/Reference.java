package io.basinwatch.platform.domain;

import java.util.HexFormat;

/**
 * A claim check: where data lies, and what it must be.
 *
 * @param sizeBytes length of the data
 * @param sha256 its digest in hexadecimal
 */
public record Reference(Location location, long sizeBytes, String sha256) {

  /** Where the data lies. */
  public sealed interface Location {
    /** In the event itself. */
    record Inline(byte[] data) implements Location {}

    /** In a store. */
    record Stored(String uri) implements Location {}

    /** The trainer did not say. */
    record Missing() implements Location {}
  }

  /** The digest's 32 bytes. */
  public byte[] digest() {
    return HexFormat.of().parseHex(sha256);
  }
}

package io.basinwatch.platform.store;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.platform.domain.Naming;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.Reference.Location;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns references into data and checks that it is what they promise. */
public final class ClaimChecks {
  private final Map<String, CheckpointStore> stores = new TreeMap<>();
  private final long largestBytes;

  /**
   * @param largestBytes what a reference may claim at most
   */
  public ClaimChecks(List<CheckpointStore> stores, long largestBytes) {
    stores.forEach(store -> this.stores.put(store.scheme(), store));
    this.largestBytes = Math.min(largestBytes, Integer.MAX_VALUE - 8);
  }

  /**
   * @param what the data is, for messages: {@code weights}, {@code model}
   * @throws InvalidInputException where the data cannot be had or is not what was promised
   */
  public MemorySegment redeem(String what, Reference reference) {
    return Naming.file(
        what,
        () -> {
          MemorySegment data = locate(reference);
          requireDigest(reference, data);
          return data;
        });
  }

  private MemorySegment locate(Reference reference) {
    long size = reference.sizeBytes();
    if (size < 0 || size > largestBytes) {
      throw new InvalidInputException(
          "the reference claims %d bytes; at most %d are read".formatted(size, largestBytes));
    }
    return switch (reference.location()) {
      case Location.Missing() -> throw new InvalidInputException("there is no reference to it");
      case Location.Inline(byte[] data) -> inline(data, size);
      case Location.Stored(String uri) -> stored(uri, size);
    };
  }

  private static MemorySegment inline(byte[] data, long size) {
    if (data.length != size) {
      throw new InvalidInputException(
          "the event holds %d bytes where its reference says %d".formatted(data.length, size));
    }
    return MemorySegment.ofArray(data);
  }

  private MemorySegment stored(String text, long size) {
    URI uri = uri(text);
    CheckpointStore store = stores.get(String.valueOf(uri.getScheme()));
    if (store == null) {
      throw new InvalidInputException(
          "no store for %s; there is one for %s"
              .formatted(uri, String.join(", ", stores.keySet())));
    }
    return store.read(uri, size);
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("'%s' is not a URI".formatted(text), e);
    }
  }

  private static void requireDigest(Reference reference, MemorySegment data) {
    String actual = HexFormat.of().formatHex(sha256(data));
    if (!actual.equals(reference.sha256())) {
      throw new InvalidInputException(
          "SHA-256 is %s where its reference says %s".formatted(actual, reference.sha256()));
    }
  }

  private static byte[] sha256(MemorySegment data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(data.asByteBuffer());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

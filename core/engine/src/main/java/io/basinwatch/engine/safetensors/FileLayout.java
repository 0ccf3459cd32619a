package io.basinwatch.engine.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.basinwatch.engine.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks where a file says that its parts lie, then reads them. */
final class FileLayout {
  static final int LENGTH_BYTES = Long.BYTES;

  /** Longest header that is read; the format's own limit. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  private FileLayout() {}

  static TensorFile read(MemorySegment file) {
    int headerLength = headerLength(file);
    Header header = Header.read(file.asSlice(LENGTH_BYTES, headerLength).asByteBuffer());
    long start = LENGTH_BYTES + headerLength;
    checkOffsets(header.entries(), file.byteSize() - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      MemorySegment data = file.asSlice(start + entry.begin(), entry.end() - entry.begin());
      tensors.put(entry.name(), new Tensor(entry.type(), entry.shape(), data.asByteBuffer()));
    }
    return new TensorFile(tensors, header.metadata());
  }

  private static int headerLength(MemorySegment file) {
    long size = file.byteSize();
    if (size < LENGTH_BYTES) {
      throw new InvalidInputException(
          "safetensors: truncated: %d bytes, too short for a header".formatted(size));
    }
    long length = file.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new InvalidInputException(
          "safetensors: header claims %s bytes, more than the %d allowed"
              .formatted(Long.toUnsignedString(length), MAX_HEADER_BYTES));
    }
    if (length > size - LENGTH_BYTES) {
      throw new InvalidInputException(
          "safetensors: truncated: header claims %d bytes, the file has %d"
              .formatted(length, size - LENGTH_BYTES));
    }
    return (int) length;
  }

  /** Tensors lie inside the data without overlaps, gaps or bytes left over. */
  private static void checkOffsets(List<Header.Entry> entries, long dataLength) {
    long end = 0;
    List<Header.Entry> inOrder =
        entries.stream()
            .sorted(
                Comparator.comparingLong(Header.Entry::begin).thenComparingLong(Header.Entry::end))
            .toList();
    for (Header.Entry entry : inOrder) {
      checkInside(entry, dataLength);
      if (entry.begin() != end) {
        throw new InvalidInputException(
            "safetensors: tensor '%s' begins at byte %d: %s"
                .formatted(
                    entry.name(),
                    entry.begin(),
                    entry.begin() < end ? "it overlaps another" : "a gap before it"));
      }
      end = entry.end();
    }
    if (end != dataLength) {
      throw new InvalidInputException(
          "safetensors: %d bytes after the last tensor".formatted(dataLength - end));
    }
  }

  private static void checkInside(Header.Entry entry, long dataLength) {
    if (entry.end() > dataLength) {
      throw new InvalidInputException(
          "safetensors: truncated: tensor '%s' ends at byte %d of %d"
              .formatted(entry.name(), entry.end(), dataLength));
    }
  }
}

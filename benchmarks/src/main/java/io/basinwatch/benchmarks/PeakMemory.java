package io.basinwatch.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** By how much this process grows while it works, as Linux counts it. */
final class PeakMemory {
  private PeakMemory() {}

  /** Bytes of resident memory at the peak of the work beyond those before it. */
  static long growth(Runnable work) throws IOException {
    System.gc();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak so far does not count
    long before = kibibytes("VmRSS:");
    work.run();
    return 1024 * (kibibytes("VmHWM:") - before);
  }

  private static long kibibytes(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

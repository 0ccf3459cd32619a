package io.basinwatch.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of this process, as Linux counts it.
 *
 * @param bytes at its peak since it started
 * @param growth from before some work to the peak during it
 */
record PeakMemory(long bytes, long growth) {

  static PeakMemory of(Runnable work) throws IOException {
    System.gc();
    long earlier = kibibytes("VmHWM:");
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak so far does not count
    long before = kibibytes("VmRSS:");
    work.run();
    long peak = kibibytes("VmHWM:");
    return new PeakMemory(1024 * Math.max(earlier, peak), 1024 * (peak - before));
  }

  @Override
  public String toString() {
    return bytes + " " + growth;
  }

  private static long kibibytes(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

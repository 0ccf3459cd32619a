package io.basinwatch.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code ./basinwatch test fuzz}: inputs from another seed each time, for {@code fuzz.seconds}
 * (10). Not called like a test, so that the others do not wait for it.
 */
class ImporterFuzz {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int REASONS = 40;
  private static final int REPORT_EVERY = 20_000;

  @Test
  void mutatedInputIsComputedOrRefused() throws InterruptedException, IOException {
    // Given
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    long end = System.nanoTime() + Duration.ofSeconds(Long.getLong("fuzz.seconds", 10)).toNanos();
    System.out.println("fuzz: seed " + seed);
    try (Fuzzer fuzzer = new Fuzzer(seed, LONGEST, Path.of("target/fuzz/long"))) {
      // When
      for (int i = 1; System.nanoTime() < end; i++) {
        fuzzer.step();
        if (i % REPORT_EVERY == 0) {
          report(fuzzer);
        }
      }
      report(fuzzer);
      fuzzer.reasons(REASONS).forEach(System.out::println);
      // Then
      assertThat(fuzzer.failures()).as("seed " + seed).isEmpty();
      assertThat(fuzzer.computed()).isPositive();
      assertThat(fuzzer.refused()).isPositive();
    }
  }

  private static void report(Fuzzer fuzzer) throws IOException {
    System.out.printf(
        "fuzz: %d inputs computed, %d refused, %d errors; most memory so far: %s%n",
        fuzzer.computed(), fuzzer.refused(), fuzzer.failures().size(), mostMemory());
  }

  /** The process's largest size so far, as Linux tells it. */
  private static String mostMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    List<String> lines = Files.exists(status) ? Files.readAllLines(status) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.substring("VmHWM:".length()).strip())
        .findFirst()
        .orElse("unknown");
  }
}

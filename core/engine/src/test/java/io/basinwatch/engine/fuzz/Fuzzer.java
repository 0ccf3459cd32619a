package io.basinwatch.engine.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Tries mutated inputs one after the other, each with a time of its own. */
final class Fuzzer implements AutoCloseable {
  private static final int MOST_FAILURES = 25;
  private static final int MANY_SAMPLES = 32; // which some kernels compute in another way
  private static final int KIND_LENGTH = 110;

  private final long seed;
  private final Duration longest;
  private final Path folder;
  private final Mutator mutator;
  private final Random random;
  private final AtomicReference<Thread> worker = new AtomicReference<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = Thread.ofPlatform().daemon().name("fuzz").unstarted(task);
            worker.set(thread);
            return thread;
          });

  /** Distinct errors by where they come from. */
  private final Map<String, String> failures = new TreeMap<>();

  private final Map<String, Integer> refusals = new TreeMap<>();
  private int computed;
  private int refused;

  /**
   * @param longest that one input may take
   * @param folder where inputs are saved that lead to an error
   */
  Fuzzer(long seed, Duration longest, Path folder) {
    this.seed = seed;
    this.longest = longest;
    this.folder = folder;
    this.random = new Random(seed);
    this.mutator = new Mutator(Seeds.all(), random);
  }

  /** Tries one more input. */
  void step() throws InterruptedException {
    Subject subject = mutator.next();
    boolean derivatives = random.nextInt(4) == 0;
    int samples = random.nextInt(4) == 0 ? MANY_SAMPLES : 4;
    Future<Optional<String>> trial =
        executor.submit(() -> Trial.run(subject, samples, derivatives));
    try {
      Optional<String> refusal = trial.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (refusal.isPresent()) {
        refused++;
        refusals.merge(kind(refusal.get()), 1, Integer::sum);
      } else {
        computed++;
      }
    } catch (ExecutionException e) {
      failed(subject, e.getCause(), e.getCause().getStackTrace());
    } catch (TimeoutException e) {
      failed(subject, e, worker.get().getStackTrace());
      throw new IllegalStateException("an input takes longer than " + longest + ": " + failures, e);
    }
  }

  private void failed(Subject subject, Throwable error, StackTraceElement[] stack) {
    String where =
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith("io.basinwatch"))
            .limit(6)
            .map(StackTraceElement::toString)
            .reduce((a, b) -> a + "\n    " + b)
            .orElse("nowhere");
    String key = error.getClass().getSimpleName() + " at " + where;
    if (failures.size() < MOST_FAILURES && !failures.containsKey(key)) {
      Path saved = subject.save(folder.resolve(Integer.toString(failures.size())));
      failures.put(key, "%s (seed %d, saved in %s)".formatted(error, seed, saved));
    }
  }

  /** A message without what differs from input to input. */
  private static String kind(String message) {
    String general = message.replaceAll("'[^']*'|\\[[^]]*]|-?[0-9]+", "*").replaceAll("\\*+", "*");
    return general.substring(0, Math.min(general.length(), KIND_LENGTH));
  }

  /** The most frequent reasons for a refusal. */
  List<String> reasons(int count) {
    return refusals.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(count)
        .map(entry -> "%7d %s".formatted(entry.getValue(), entry.getKey()))
        .toList();
  }

  Map<String, String> failures() {
    return failures;
  }

  int computed() {
    return computed;
  }

  int refused() {
    return refused;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

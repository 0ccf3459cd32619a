package io.basinwatch.console.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is being measured of one run, a job for each replica that works on it. A job of which
 * nothing is heard any more is forgotten: its service may have died.
 */
final class Jobs {
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final Map<Key, Entry> jobs = new HashMap<>();

  /** Whether what was said then may still hold. A clock that is far ahead is not believed. */
  static boolean isNews(Instant said, Instant now) {
    return Duration.between(said, now).abs().compareTo(SILENCE) < 0;
  }

  void heard(String service, Measuring measuring, Instant at) {
    jobs.put(new Key(service, measuring.step()), new Entry(measuring, at));
  }

  void ended(String service, long step) {
    jobs.remove(new Key(service, step));
  }

  /** Returns whether there was one to forget. */
  boolean forgetSilent(Instant now) {
    return jobs.values().removeIf(job -> !isNews(job.heard(), now));
  }

  /** The one that began first, so that what is shown does not jump between replicas. */
  Optional<Measuring> longest(String service) {
    return of(service).min(Comparator.comparing(Measuring::since).thenComparing(Measuring::step));
  }

  long count(String service) {
    return of(service).count();
  }

  private Stream<Measuring> of(String service) {
    return jobs.entrySet().stream()
        .filter(job -> job.getKey().service().equals(service))
        .map(job -> job.getValue().measuring());
  }

  private record Key(String service, long step) {}

  private record Entry(Measuring measuring, Instant heard) {}
}

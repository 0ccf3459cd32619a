package io.basinwatch.platform.progress;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far the services are with the checkpoints of one run. A checkpoint is settled for a service
 * when each expected estimate has arrived, with whatever verdict, or the checkpoint lies in the
 * service's dead letters. Repeats change nothing. Not safe for concurrent use.
 */
public final class Progress {
  private final ExpectedStatistics expected;
  private final Set<Long> published = new HashSet<>();
  // service -> step -> bits of the estimates that have arrived
  private final Map<String, Map<Long, Long>> arrived = new HashMap<>();
  // service -> steps in its dead letters
  private final Map<String, Set<Long>> givenUp = new HashMap<>();
  private boolean heldout;

  public Progress(ExpectedStatistics expected) {
    this.expected = expected;
    expected.services().forEach(service -> arrived.put(service, new HashMap<>()));
  }

  /** Whether the run has a held-out probe. */
  public void heldout(boolean present) {
    heldout = present;
  }

  public void checkpoint(long step) {
    published.add(step);
  }

  /** An estimate, `statistic` or `statistic/variant`; its checkpoint must have been published. */
  public void measured(String service, long step, String entry) {
    published.add(step);
    settle(service, step, expected.bit(service, entry));
  }

  /** A statistic that the service passed over or that has no meaning, with all its variants. */
  public void passedOver(String service, long step, String statistic) {
    published.add(step);
    settle(service, step, expected.bits(service, statistic));
  }

  /** A checkpoint that the service gave up. */
  public void deadLetter(String service, long step) {
    published.add(step);
    givenUp.computeIfAbsent(service, s -> new HashSet<>()).add(step);
  }

  public int published() {
    return published.size();
  }

  /** Checkpoints that are settled for the service. */
  public int settled(String service) {
    return (int) published.stream().filter(step -> settled(service, step)).count();
  }

  /** Checkpoints that the service gave up and has not measured since. */
  public int failed(String service) {
    return (int) failedSteps(service).count();
  }

  /** Checkpoints that are published and not settled for the service. */
  public int queueLength(String service) {
    return published() - settled(service);
  }

  /** Checkpoints that are settled for every service. */
  public int settledByAll() {
    return (int) published.stream().filter(this::settledByAll).count();
  }

  /** Checkpoints that every service has measured. */
  public int measuredByAll() {
    return (int)
        published.stream()
            .filter(step -> expected.services().stream().allMatch(one -> measured(one, step)))
            .count();
  }

  /** Checkpoints that some service gave up and has not measured since. */
  public int failedBySome() {
    return (int) expected.services().stream().flatMap(this::failedSteps).distinct().count();
  }

  /** Step of the newest checkpoint. */
  public OptionalLong newest() {
    return published.stream().mapToLong(Long::longValue).max();
  }

  private boolean settledByAll(long step) {
    return expected.services().stream().allMatch(service -> settled(service, step));
  }

  private boolean settled(String service, long step) {
    return givenUp.getOrDefault(service, Set.of()).contains(step) || measured(service, step);
  }

  private Stream<Long> failedSteps(String service) {
    return givenUp.getOrDefault(service, Set.of()).stream()
        .filter(step -> !measured(service, step));
  }

  private boolean measured(String service, long step) {
    long required = expected.required(service, heldout);
    return (arrived.get(service).getOrDefault(step, 0L) & required) == required;
  }

  private void settle(String service, long step, long bits) {
    var steps = arrived.get(service);
    if (steps != null) {
      steps.merge(step, bits, (a, b) -> a | b);
    }
  }
}

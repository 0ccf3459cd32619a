package io.basinwatch.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.DELETE_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** Every topic: its name, its partitions and how it is cleaned up. */
public final class Topics {
  public static final String RUNS = "basinwatch.runs";
  public static final String LOSSES = "basinwatch.losses";
  public static final String CHECKPOINTS = "basinwatch.checkpoints";
  public static final String MEASUREMENTS = "basinwatch.measurements";
  public static final String TRANSITIONS = "basinwatch.transitions";
  public static final String PROGRESS = "basinwatch.progress";

  /** The services that have a dead-letter topic: those that work on checkpoints. */
  private static final List<String> MEASURING = List.of("losses", "sharpness", "llc", "margins");

  /**
   * The largest record. A run's start may carry four references of 512 KiB each; a producer's own
   * limit ({@code max.request.size}, {@code message.max.bytes}) is to be raised to this.
   */
  public static final int MAX_RECORD_BYTES = 4 << 20;

  /** How long what is not compacted stays. */
  private static final Duration RETENTION = Duration.ofDays(30);

  /** How long what tells of the moment only stays. */
  private static final Duration NEWS = Duration.ofHours(1);

  /**
   * How long it stays known that a run was deleted: longer than anything of it, as its measurements
   * are never cleaned up.
   */
  private static final Duration DELETIONS = Duration.ofDays(3650);

  /**
   * A record's time is the broker's: a trainer's clock may be wrong, and Kafka refuses what is more
   * than an hour ahead of its own.
   */
  public static final String TIMESTAMP_TYPE = "LogAppendTime";

  private Topics() {}

  /** Where a service puts the records that it could not process. */
  public static String deadLetter(String service) {
    return "basinwatch." + service + ".dead-letter";
  }

  /** Every topic, to be created where it is missing; replicated as the broker's default says. */
  public static List<NewTopic> all() {
    List<NewTopic> topics =
        new ArrayList<>(
            List.of(
                compacted(RUNS, 1),
                kept(LOSSES, 2),
                kept(CHECKPOINTS, 6),
                compacted(MEASUREMENTS, 2),
                compacted(TRANSITIONS, 1),
                news(PROGRESS, 1)));
    Stream<NewTopic> deadLetters = MEASURING.stream().map(service -> kept(deadLetter(service), 1));
    topics.addAll(deadLetters.toList());
    return List.copyOf(topics);
  }

  private static NewTopic compacted(String name, int partitions) {
    Map<String, String> cleanup = new HashMap<>();
    cleanup.put(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT);
    cleanup.put(DELETE_RETENTION_MS_CONFIG, millis(DELETIONS));
    return topic(name, partitions, cleanup);
  }

  private static NewTopic kept(String name, int partitions) {
    return topic(name, partitions, deletedAfter(RETENTION));
  }

  /** The segment that is written to is not deleted, so none is for longer than what it holds. */
  private static NewTopic news(String name, int partitions) {
    Map<String, String> cleanup = new HashMap<>(deletedAfter(NEWS));
    cleanup.put(SEGMENT_MS_CONFIG, millis(NEWS));
    return topic(name, partitions, cleanup);
  }

  private static Map<String, String> deletedAfter(Duration retention) {
    return Map.of(
        CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE, RETENTION_MS_CONFIG, millis(retention));
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> cleanup) {
    Map<String, String> settings = new HashMap<>(cleanup);
    settings.put(MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MAX_RECORD_BYTES));
    settings.put(MESSAGE_TIMESTAMP_TYPE_CONFIG, TIMESTAMP_TYPE);
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
  }
}

package io.basinwatch.platform.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of a dead-letter topic.
 *
 * @param service that gave it up
 * @param key of the record; empty if it had none
 * @param run that the key names; empty if it names none
 * @param step of the checkpoint that the key names; empty if it names none
 * @param reason why it was given up
 */
public record DeadLetterRecord(
    String service,
    String key,
    Optional<String> run,
    OptionalLong step,
    String reason,
    Instant at) {
  private static final Pattern TOPIC = Pattern.compile("basinwatch\\.(.+)\\.dead-letter");
  private static final Pattern KEY =
      Pattern.compile("([A-Za-z0-9._-]{1,100})(?:/(\\d{1,18}))?(?:/.*)?");
  static final String REASON = "dead-letter-reason";

  /** Empty for a record of another topic. */
  public static Optional<DeadLetterRecord> of(ConsumerRecord<byte[], byte[]> record) {
    var topic = TOPIC.matcher(record.topic());
    return topic.matches() ? Optional.of(of(topic.group(1), record)) : Optional.empty();
  }

  private static DeadLetterRecord of(String service, ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    var parts = KEY.matcher(key);
    boolean known = parts.matches();
    return new DeadLetterRecord(
        service,
        key,
        known ? Optional.of(parts.group(1)) : Optional.empty(),
        known && parts.group(2) != null
            ? OptionalLong.of(Long.parseLong(parts.group(2)))
            : OptionalLong.empty(),
        reason(record.headers().lastHeader(REASON)),
        Instant.ofEpochMilli(record.timestamp()));
  }

  private static String reason(Header header) {
    return header == null || header.value() == null
        ? "no reason given"
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}

package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.topics.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Looks ahead in the checkpoints topic, for the policy `latest`: has the run sent a higher step, no
 * earlier than this one? A run's checkpoints are spread over partitions, so it looks in all of
 * them, also in those of other replicas; it reads on from where it was. Confined to one thread at a
 * time.
 */
final class NewerCheckpoints implements Backlog, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NewerCheckpoints.class);
  private static final Pattern KEY = Pattern.compile("(.+)/(\\d{1,18})");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private record Sent(long millis, long step) {
    static final BinaryOperator<Sent> LAST =
        BinaryOperator.maxBy(Comparator.comparingLong(Sent::millis).thenComparingLong(Sent::step));
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final JobClock clock;
  private final Map<String, Sent> last = new HashMap<>(); // by run
  private long readFromMillis = Long.MAX_VALUE;

  NewerCheckpoints(Map<String, Object> kafka, String service, JobClock clock) {
    this.clock = clock;
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.independentConsumer(kafka, "basinwatch-" + service + "-lookahead"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Where that cannot be found out, the answer is no.
   *
   * @throws io.basinwatch.platform.domain.RunGoneException where the run is deleted meanwhile
   * @throws JobClock.ShutdownException where the process ends first
   */
  @Override
  public boolean hasNewer(Checkpoint checkpoint, long sentMillis) {
    try {
      return clock.within(PATIENCE, checkpoint.run(), () -> isNewerSent(checkpoint, sentMillis));
    } catch (KafkaException | JobClock.DeadlineExceededException e) {
      LOG.warnf(
          "%s/%d is measured, as it cannot be told whether there is a newer checkpoint: %s",
          checkpoint.run(), checkpoint.step(), e.getMessage());
      return false;
    }
  }

  private boolean isNewerSent(Checkpoint checkpoint, long sentMillis) {
    readOn(Math.max(sentMillis, 0));
    Sent newest = last.get(checkpoint.run());
    return newest != null && newest.step() > checkpoint.step() && newest.millis() >= sentMillis;
  }

  private void readOn(long fromMillis) {
    if (fromMillis < readFromMillis) {
      startAt(fromMillis);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!WholeTopic.hasReached(consumer, ends)) {
      consumer.poll(POLL).forEach(this::note);
    }
  }

  private void startAt(long millis) {
    List<TopicPartition> partitions = WholeTopic.partitions(consumer, Topics.CHECKPOINTS);
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> starts =
        consumer.offsetsForTimes(
            partitions.stream().collect(Collectors.toMap(place -> place, place -> millis)));
    starts.forEach(
        (place, start) -> consumer.seek(place, start == null ? ends.get(place) : start.offset()));
    readFromMillis = millis;
  }

  private void note(ConsumerRecord<String, byte[]> entry) {
    Matcher key = KEY.matcher(String.valueOf(entry.key()));
    if (key.matches()) {
      Sent sent = new Sent(entry.timestamp(), Long.parseLong(key.group(2)));
      last.merge(key.group(1), sent, Sent.LAST);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

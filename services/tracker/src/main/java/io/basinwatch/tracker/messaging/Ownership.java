package io.basinwatch.tracker.messaging;

import io.basinwatch.topics.RunPartitioner;
import io.basinwatch.topics.Topics;
import io.basinwatch.tracker.domain.Tracker;
import io.basinwatch.tracker.metrics.RunGauges;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells the tracker which partitions of basinwatch.measurements this instance owns. A run belongs
 * to the partition that Kafka's hash of its id gives; basinwatch.losses has as many partitions and
 * the same hash, and the range assignor hands both to the same instance.
 */
@ApplicationScoped
@Identifier("tracker-ownership")
class Ownership implements KafkaConsumerRebalanceListener {
  private final Tracker tracker;
  private final RunGauges gauges;
  private final Set<Integer> owned = new TreeSet<>();

  Ownership(Tracker tracker, RunGauges gauges) {
    this.tracker = tracker;
    this.gauges = gauges;
  }

  /** Reading starts at the beginning, even if somebody has committed offsets for the group. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    consumer.seekToBeginning(partitions);
    owned.addAll(numbers(partitions));
    int count = consumer.partitionsFor(Topics.MEASUREMENTS).size();
    tracker.owns(owned, run -> RunPartitioner.partition(run, count));
  }

  /** The rows go at once, before another instance exports them. */
  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    owned.removeAll(numbers(partitions));
    int count = consumer.partitionsFor(Topics.MEASUREMENTS).size();
    tracker.owns(owned, run -> RunPartitioner.partition(run, count));
    gauges.refresh();
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(Topics.MEASUREMENTS))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }
}

package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.topics.Topics;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final int GENERATION = 3;

  private final Arrivals arrivals = new Arrivals();

  @Test
  void aRecordIsNewAfterTheOneBeforeIt() {
    // When, Then
    assertThat(arrivals.isNew(record(0, 10, GENERATION))).as("first of its partition").isFalse();
    assertThat(arrivals.isNew(record(1, 11, GENERATION))).as("first of its partition").isFalse();
    assertThat(arrivals.isNew(record(0, 11, GENERATION))).isTrue();
    assertThat(arrivals.isNew(record(0, 13, GENERATION))).as("12 was elsewhere").isFalse();
    assertThat(arrivals.isNew(record(0, 12, GENERATION))).as("once more").isFalse();
    assertThat(arrivals.isNew(record(0, 13, GENERATION))).isTrue();
  }

  @Test
  void noRecordIsNewToAPartitionThatWasAwayAndCameBack() {
    // Given
    arrivals.isNew(record(0, 9, GENERATION));
    arrivals.isNew(record(0, 10, GENERATION));

    // When, Then
    assertThat(arrivals.isNew(record(0, 11, GENERATION + 2))).isFalse();
    assertThat(arrivals.isNew(record(0, 12, GENERATION + 2))).isTrue();
  }

  @Test
  void aDeadLetterThatIsSentAgainIsNotNew() {
    // Given
    IncomingKafkaRecordMetadata<String, byte[]> again = record(0, 11, GENERATION);
    again.getHeaders().add("dead-letter-reason", new byte[] {1});
    arrivals.isNew(record(0, 10, GENERATION));

    // When, Then
    assertThat(arrivals.isNew(again)).isFalse();
    assertThat(arrivals.isNew(record(0, 12, GENERATION))).isTrue();
  }

  private static IncomingKafkaRecordMetadata<String, byte[]> record(
      int partition, long offset, int generation) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(Topics.CHECKPOINTS, partition, offset, "run/1", new byte[] {1});
    return new IncomingKafkaRecordMetadata<>(record, "llc-checkpoints", 0, generation);
  }
}

package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private final List<Instant> starts = new ArrayList<>();
  private final EventReader reader = new EventReader(this::take);

  @Test
  void recordsThatCannotBeReadArePassedOver() {
    // When
    reader.read(
        records(
            new byte[] {(byte) 0xff, 1},
            startedAt(1_700_000_000_000_000_000L), // nanoseconds, taken for seconds
            startedAt(1_700_000_000_000L),
            startedAt(7)));

    // Then
    assertThat(starts).containsExactly(Instant.ofEpochSecond(7));
  }

  @Test
  void aFailureOfTheViewIsNoneOfTheRecord() {
    // Given
    EventReader failing =
        new EventReader(
            record -> {
              throw new IllegalStateException("on purpose");
            });

    // When, Then
    assertThatThrownBy(() -> failing.read(records(startedAt(7))))
        .isInstanceOf(IllegalStateException.class);
  }

  private void take(ConsumerRecord<byte[], byte[]> entry) throws InvalidProtocolBufferException {
    starts.add(EventFields.instant(RunEvent.parseFrom(entry.value()).getStarted().getStartedAt()));
  }

  private static byte[] startedAt(long seconds) {
    Timestamp time = Timestamp.newBuilder().setSeconds(seconds).build();
    return TestRun.event(TestRun.started("run").setStartedAt(time)).toByteArray();
  }

  private static ConsumerRecords<byte[], byte[]> records(byte[]... values) {
    List<ConsumerRecord<byte[], byte[]>> entries = new ArrayList<>();
    for (byte[] value : values) {
      entries.add(new ConsumerRecord<>(Topics.RUNS, 0, entries.size(), null, value));
    }
    return new ConsumerRecords<>(Map.of(new TopicPartition(Topics.RUNS, 0), entries), Map.of());
  }
}

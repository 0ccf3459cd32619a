package io.basinwatch.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPartitionerTest {

  @ParameterizedTest
  @ValueSource(strings = {"digits-1", "a", "modular addition", "überlauf"})
  void aMeasurementGoesWhereKafkaPutsItsRun(String run) {
    // Given
    byte[] runKey = run.getBytes(StandardCharsets.UTF_8);

    // When
    int partition = RunPartitioner.partition(Keys.measurement(run, 12, "llc", ""), 7);

    // Then
    assertThat(partition).isEqualTo(BuiltInPartitioner.partitionForKey(runKey, 7));
  }
}

package io.basinwatch.platform.testing;

import io.basinwatch.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has committed the checkpoints topic. */
public final class CommittedOffsets implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Admin admin;
  private final String group;

  public CommittedOffsets(String bootstrapServers, String group) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.group = group;
  }

  /** Records that are published and not committed. */
  public long uncommitted() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    long uncommitted = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends().entrySet()) {
      OffsetAndMetadata done = committed.get(end.getKey());
      uncommitted += end.getValue().offset() - (done == null ? 0 : done.offset());
    }
    return uncommitted;
  }

  public void awaitAllCommitted() throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (uncommitted() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(uncommitted() + " checkpoints are not committed");
      }
    }
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends()
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(Topics.CHECKPOINTS))
        .allTopicNames()
        .get()
        .get(Topics.CHECKPOINTS)
        .partitions()
        .forEach(
            info ->
                wanted.put(
                    new TopicPartition(Topics.CHECKPOINTS, info.partition()), OffsetSpec.latest()));
    return admin.listOffsets(wanted).all().get();
  }

  @Override
  public void close() {
    admin.close();
  }
}

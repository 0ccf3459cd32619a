package io.basinwatch.topics;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;

/**
 * Puts everything of a run into the partition that its run id alone would go to, by Kafka's own
 * hash, so that what belongs to one run stays in order. The run id is the key up to its first
 * slash.
 */
public final class RunPartitioner implements Partitioner {

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    return partition(key.toString(), cluster.partitionsForTopic(topic).size());
  }

  /** The partition, of so many, of a key or of a run id. */
  public static int partition(String key, int partitions) {
    int slash = key.indexOf('/');
    String run = slash < 0 ? key : key.substring(0, slash);
    return Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}
}

package io.basinwatch.broker;

import io.basinwatch.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Kafka's settings for one node that is controller and broker, small and quick to start. */
final class BrokerSettings {
  static final String HOST = "127.0.0.1";
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("node.id", String.valueOf(NODE)),
          Map.entry("controller.listener.names", CONTROLLER),
          Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT"),
          Map.entry("inter.broker.listener.name", "CLIENT"),
          // One node holds everything.
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          // Each partition costs files, buffers and time at start.
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("log.index.size.max.bytes", String.valueOf(1 << 20)),
          Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20)),
          Map.entry("log.cleaner.io.buffer.size", String.valueOf(64 << 10)),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"),
          Map.entry("queued.max.requests", "64"),
          // The directory is the memory of every run: nothing is made by a client's typing error.
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("message.max.bytes", String.valueOf(Topics.MAX_RECORD_BYTES)),
          // For topics that were created without it.
          Map.entry("log.message.timestamp.type", Topics.TIMESTAMP_TYPE),
          Map.entry("offsets.retention.minutes", String.valueOf(90 * 24 * 60)),
          Map.entry("group.initial.rebalance.delay.ms", "0"));

  private BrokerSettings() {}

  static Properties of(Path directory, int clientPort, int controllerPort) {
    Properties settings = new Properties();
    settings.putAll(FIXED);
    settings.put("log.dirs", directory.toString());
    settings.put(
        "listeners",
        "CLIENT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, clientPort, HOST, controllerPort));
    settings.put("advertised.listeners", "CLIENT://%s:%d".formatted(HOST, clientPort));
    settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE, HOST, controllerPort));
    return settings;
  }
}

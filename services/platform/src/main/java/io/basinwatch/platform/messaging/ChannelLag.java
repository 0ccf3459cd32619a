package io.basinwatch.platform.messaging;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;

/** How far a channel is behind the end of what it reads. */
@ApplicationScoped
public class ChannelLag {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KafkaClientService clients;

  ChannelLag(KafkaClientService clients) {
    this.clients = clients;
  }

  /** Records that wait in the partitions of the channel, as far as its consumer has heard. */
  public long records(String channel) {
    return clients
        .getConsumer(channel)
        .runOnPollingThread(ChannelLag::lag)
        .await()
        .atMost(PATIENCE);
  }

  private static long lag(Consumer<?, ?> consumer) {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }
}

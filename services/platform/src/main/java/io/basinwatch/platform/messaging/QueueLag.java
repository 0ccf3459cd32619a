package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.ServiceStatus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Counts the checkpoints that wait in the partitions that this instance owns, now and then. */
@ApplicationScoped
class QueueLag {
  private static final Logger LOG = Logger.getLogger(QueueLag.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final KafkaClientService clients;
  private final CheckpointChannels channels;
  private Cancellable ticking;

  QueueLag(KafkaClientService clients, CheckpointChannels channels) {
    this.clients = clients;
    this.channels = channels;
  }

  void onStart(@Observes StartupEvent event) {
    ticking =
        Multi.createFrom()
            .ticks()
            .every(PERIOD)
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(tick -> countAll())
            .subscribe()
            .with(done -> {}, failure -> LOG.error("queue lengths stay as they are", failure));
  }

  void onStop(@Observes ShutdownEvent event) {
    ticking.cancel();
  }

  private Uni<Void> countAll() {
    return Multi.createFrom()
        .iterable(channels.services())
        .onItem()
        .transformToUniAndConcatenate(this::count)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> count(ServiceStatus status) {
    KafkaConsumer<?, ?> consumer = clients.getConsumer(status.service() + "-checkpoints");
    if (consumer == null) {
      return Uni.createFrom().voidItem();
    }
    return consumer
        .runOnPollingThread(QueueLag::waiting)
        .invoke(waiting -> status.queueLength(waiting))
        .onFailure()
        .invoke(e -> LOG.debug("the queue of " + status.service() + " cannot be counted", e))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Records between what is committed and the end. */
  private static long waiting(Consumer<?, ?> consumer) {
    Set<TopicPartition> owned = consumer.assignment();
    Map<TopicPartition, Long> ends = consumer.endOffsets(owned);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(owned);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(owned);
    long waiting = 0;
    for (TopicPartition partition : owned) {
      OffsetAndMetadata done = committed.get(partition);
      long from = done == null ? beginnings.get(partition) : done.offset();
      waiting += Math.max(0, ends.get(partition) - from);
    }
    return waiting;
  }
}

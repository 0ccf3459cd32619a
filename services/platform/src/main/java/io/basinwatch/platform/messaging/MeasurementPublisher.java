package io.basinwatch.platform.messaging;

import io.basinwatch.platform.config.CodeVersion;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.Result;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.v1.Measurement;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sends the results of one checkpoint, each as soon as it is there, and waits for all at the end.
 */
final class MeasurementPublisher {
  private final Function<Record<String, Measurement>, Uni<Void>> sender;
  private final InstantSource clock;
  private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

  MeasurementPublisher(
      Function<Record<String, Measurement>, Uni<Void>> sender, InstantSource clock) {
    this.sender = sender;
    this.clock = clock;
  }

  void publish(Result result) {
    send(MeasurementEvents.of(result, CodeVersion.CURRENT, clock.instant()));
  }

  void publishSkipped(String service, Checkpoint checkpoint, List<Statistic> statistics) {
    statistics.stream()
        .flatMap(statistic -> statistic.names().stream())
        .forEach(
            name ->
                send(
                    MeasurementEvents.skipped(
                        service, checkpoint, name, CodeVersion.CURRENT, clock.instant())));
  }

  /**
   * Returns when the broker has every result.
   *
   * @throws java.util.concurrent.CompletionException where it refuses one, which is then forgotten
   */
  void awaitSent() {
    var all = CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
    underWay.clear();
    all.join();
  }

  private void send(Record<String, Measurement> event) {
    underWay.add(sender.apply(event).subscribeAsCompletionStage());
  }
}

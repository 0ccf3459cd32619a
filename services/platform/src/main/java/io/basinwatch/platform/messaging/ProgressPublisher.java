package io.basinwatch.platform.messaging;

import io.basinwatch.v1.MeasuringProgress;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends what services are doing and waits for nothing: what a broker does not take is lost, and one
 * that refuses is left alone for a while.
 */
@ApplicationScoped
class ProgressPublisher {
  private static final Logger LOG = Logger.getLogger(ProgressPublisher.class);
  private static final Duration REST = Duration.ofMinutes(1);

  private final MutinyEmitter<Record<String, MeasuringProgress>> emitter;
  private volatile Long refusedNanos;

  ProgressPublisher(
      @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP)
          MutinyEmitter<Record<String, MeasuringProgress>> emitter) {
    this.emitter = emitter;
  }

  void publish(Record<String, MeasuringProgress> event) {
    Long refused = refusedNanos;
    if (refused == null || System.nanoTime() - refused > REST.toNanos()) {
      emitter.send(event).subscribe().with(sent -> {}, this::refused);
    }
  }

  private void refused(Throwable reason) {
    refusedNanos = System.nanoTime();
    LOG.debugf(reason, "no progress is published for %d s", REST.toSeconds());
  }
}

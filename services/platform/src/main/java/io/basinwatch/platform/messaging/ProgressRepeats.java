package io.basinwatch.platform.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has services say now and then what they are doing, also where a statistic says nothing. */
@ApplicationScoped
class ProgressRepeats {
  private static final Logger LOG = Logger.getLogger(ProgressRepeats.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final CheckpointChannels channels;
  private Cancellable ticking;

  ProgressRepeats(CheckpointChannels channels) {
    this.channels = channels;
  }

  void onStart(@Observes StartupEvent event) {
    ticking =
        Multi.createFrom()
            .ticks()
            .every(PERIOD)
            .onOverflow()
            .drop()
            .subscribe()
            .with(
                tick -> channels.repeatProgress(),
                failure -> LOG.error("long measurements look as if they had ended", failure));
  }

  void onStop(@Observes ShutdownEvent event) {
    ticking.cancel();
  }
}

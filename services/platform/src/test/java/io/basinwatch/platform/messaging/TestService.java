package io.basinwatch.platform.messaging;

import io.basinwatch.statistics.Statistics;
import io.basinwatch.v1.Measurement;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A service as the real ones are, with a statistic that misbehaves on demand. */
@Startup
@ApplicationScoped
public class TestService {
  private static final String NAME = "losses";

  private final CheckpointChannel channel;

  TestService(
      CheckpointChannels channels,
      @Channel(NAME + "-measurements") MutinyEmitter<Record<String, Measurement>> measurements) {
    channel =
        channels.openWith(
            NAME, List.of(new ScriptedStatistic(), Statistics.byName("loss")), measurements);
  }

  @Incoming(NAME + "-checkpoints")
  @Blocking(NAME + "-measuring")
  CompletionStage<Void> measure(Message<byte[]> checkpoint) {
    return channel.accept(checkpoint);
  }
}

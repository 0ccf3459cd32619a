package io.basinwatch.margins.messaging;

import io.basinwatch.platform.messaging.CheckpointChannel;
import io.basinwatch.platform.messaging.CheckpointChannels;
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

/** Measures how far the classifier's outputs are from another answer. */
@Startup
@ApplicationScoped
public class MarginsCheckpoints {
  private static final String NAME = "margins";
  private static final List<String> STATISTICS = List.of("margin");

  private final CheckpointChannel channel;

  MarginsCheckpoints(
      CheckpointChannels channels,
      @Channel(NAME + "-measurements") MutinyEmitter<Record<String, Measurement>> measurements) {
    channel = channels.open(NAME, STATISTICS, measurements);
  }

  @Incoming(NAME + "-checkpoints")
  @Blocking(NAME + "-measuring")
  CompletionStage<Void> measure(Message<byte[]> checkpoint) {
    return channel.accept(checkpoint);
  }
}

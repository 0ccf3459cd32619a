package io.basinwatch.losses.messaging;

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

/**
 * Measures the loss on both probes, the gap between them, the gradient's norm, and how large and
 * how far from their start the weights are.
 */
@Startup
@ApplicationScoped
public class LossesCheckpoints {
  private static final String NAME = "losses";
  private static final List<String> STATISTICS =
      List.of(
          "loss",
          "gradient-norm",
          "generalization-gap",
          "weight-norm",
          "distance-from-initialization");

  private final CheckpointChannel channel;

  LossesCheckpoints(
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

package io.basinwatch.sharpness.messaging;

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
 * Measures how much the loss rises around the checkpoint: worst case and average, plain and
 * adaptive.
 */
@Startup
@ApplicationScoped
public class SharpnessCheckpoints {
  private static final String NAME = "sharpness";
  private static final List<String> STATISTICS =
      List.of(
          "sharpness",
          "adaptive-sharpness",
          "average-sharpness",
          "adaptive-average-sharpness",
          "keskar-sharpness",
          "hessian-max-eigenvalue",
          "hessian-min-eigenvalue");

  private final CheckpointChannel channel;

  SharpnessCheckpoints(
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

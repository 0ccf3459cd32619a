package io.basinwatch.llc.messaging;

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

/** Measures the local learning coefficient and what the same chains tell beside it. */
@Startup
@ApplicationScoped
public class LlcCheckpoints {
  private static final String NAME = "llc";
  private static final List<String> STATISTICS = List.of("llc");

  private final CheckpointChannel channel;

  LlcCheckpoints(
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

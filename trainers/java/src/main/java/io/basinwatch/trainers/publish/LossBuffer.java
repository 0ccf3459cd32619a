package io.basinwatch.trainers.publish;

import io.basinwatch.v1.MinibatchLosses;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Gathers minibatch losses, so that a record holds many: at most half a second's, or 1000. */
final class LossBuffer {
  /** Where full records go. */
  interface Sink {
    void send(MinibatchLosses losses) throws IOException;
  }

  private static final int CAPACITY = 1000;
  private static final Duration AGE = Duration.ofMillis(500);

  private final String runId;
  private final MinibatchLosses.Split split;
  private final Sink sink;
  private MinibatchLosses.Builder pending;
  private Instant oldest;

  LossBuffer(String runId, MinibatchLosses.Split split, Sink sink) {
    this.runId = runId;
    this.split = split;
    this.sink = sink;
    clear();
  }

  /** A loss of which nothing else is known. */
  void add(long step, double loss) throws IOException {
    pending.addStep(step).addLoss(loss);
    flushIfDue();
  }

  void add(long step, double loss, double learningRate, double gradientNorm) throws IOException {
    pending.addStep(step).addLoss(loss);
    pending.addLearningRate(learningRate).addGradientNorm(gradientNorm);
    flushIfDue();
  }

  private void flushIfDue() throws IOException {
    Instant now = Instant.now();
    if (pending.getStepCount() == 1) {
      oldest = now;
    }
    if (pending.getStepCount() >= CAPACITY || now.isAfter(oldest.plus(AGE))) {
      flush();
    }
  }

  void flush() throws IOException {
    if (pending.getStepCount() > 0) {
      sink.send(pending.setSentAt(Timestamps.now()).build());
      clear();
    }
  }

  private void clear() {
    pending = MinibatchLosses.newBuilder().setRunId(runId).setSplit(split);
  }
}

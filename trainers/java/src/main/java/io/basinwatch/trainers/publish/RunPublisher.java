package io.basinwatch.trainers.publish;

import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.MinibatchLosses;
import io.basinwatch.v1.MinibatchLosses.Split;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished;
import io.basinwatch.v1.RunFinished.Outcome;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Publishes one run: its start, losses, checkpoints and end. Confined to one thread.
 *
 * <p>Delivery is asynchronous and idempotent; {@link #finish} returns when everything has arrived.
 */
public final class RunPublisher {
  private final RunProducer producer;
  private final ClaimCheck claimCheck;
  private final RunStarted started;
  private final LossBuffer trainLosses;
  private final LossBuffer heldoutLosses;
  private final Set<Long> checkpoints = new HashSet<>(); // steps
  private long lastStep;

  private RunPublisher(RunProducer producer, ClaimCheck claimCheck, RunStarted started) {
    this.producer = producer;
    this.claimCheck = claimCheck;
    this.started = started;
    trainLosses = new LossBuffer(runId(), Split.SPLIT_TRAIN, this::send);
    heldoutLosses = new LossBuffer(runId(), Split.SPLIT_HELDOUT, this::send);
  }

  /**
   * Announces a run.
   *
   * @param facts everything of the start but its time and its references
   */
  public static RunPublisher start(
      RunProducer producer, ClaimCheck claimCheck, RunStarted facts, RunFiles files)
      throws IOException {
    String folder = facts.getRunId();
    RunStarted.Builder started =
        facts.toBuilder()
            .setStartedAt(Timestamps.now())
            .setModel(claimCheck.deposit(folder, files.model()))
            .setTrainProbe(claimCheck.deposit(folder, files.trainProbe()));
    if (files.heldoutProbe().isPresent()) {
      started.setHeldoutProbe(claimCheck.deposit(folder, files.heldoutProbe().get()));
    }
    if (files.initialWeights().isPresent()) {
      started.setInitialWeights(claimCheck.deposit(folder, files.initialWeights().get()));
    }
    RunPublisher publisher = new RunPublisher(producer, claimCheck, started.build());
    producer.send(Topics.RUNS, facts.getRunId(), RunEvent.newBuilder().setStarted(started).build());
    return publisher;
  }

  public String runId() {
    return started.getRunId();
  }

  /** The minibatch loss of an optimiser step. */
  public void loss(long step, double loss, double learningRate, double gradientNorm)
      throws IOException {
    lastStep = Math.max(lastStep, step);
    trainLosses.add(step, loss, learningRate, gradientNorm);
  }

  /** A minibatch loss of which nothing else is known. */
  public void loss(long step, double loss) throws IOException {
    lastStep = Math.max(lastStep, step);
    trainLosses.add(step, loss);
  }

  /** The mean loss over held-out data after an optimiser step. */
  public void heldoutLoss(long step, double loss) throws IOException {
    heldoutLosses.add(step, loss);
  }

  /**
   * @param weights state dict in safetensors after {@code step} updates
   */
  public void checkpoint(long step, long samplesSeen, byte[] weights) throws IOException {
    flushLosses();
    CheckpointSaved event =
        CheckpointSaved.newBuilder()
            .setRunId(runId())
            .setStep(step)
            .setSamplesSeen(samplesSeen)
            .setWeights(claimCheck.deposit(runId(), weights))
            .setSavedAt(Timestamps.now())
            .build();
    producer.send(Topics.CHECKPOINTS, Keys.checkpoint(runId(), step), event);
    lastStep = Math.max(lastStep, step);
    checkpoints.add(step);
  }

  /** Announces the end of a run that did what it was to do. */
  public void finish() throws IOException {
    end(RunFinished.newBuilder().setOutcome(Outcome.OUTCOME_COMPLETED));
  }

  /** Announces the end of a run that broke off. */
  public void fail(String reason) throws IOException {
    end(RunFinished.newBuilder().setOutcome(Outcome.OUTCOME_FAILED).setReason(reason));
  }

  private void end(RunFinished.Builder finished) throws IOException {
    flushLosses();
    finished
        .setFinishedAt(Timestamps.now())
        .setCheckpoints(checkpoints.size())
        .setLastStep(lastStep);
    RunEvent event = RunEvent.newBuilder().setStarted(started).setFinished(finished).build();
    producer.send(Topics.RUNS, runId(), event);
    producer.flush();
  }

  private void flushLosses() throws IOException {
    trainLosses.flush();
    heldoutLosses.flush();
  }

  private void send(MinibatchLosses losses) throws IOException {
    producer.send(Topics.LOSSES, runId(), losses);
  }
}

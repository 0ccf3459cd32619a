package io.basinwatch.console.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that happened to a run, as the topics tell it. */
public sealed interface Event {

  /** A run began, or (with an end) is over. */
  record Announced(RunFacts facts, Optional<RunEnd> end) implements Event {}

  /**
   * Losses of minibatches; entry i of each list belongs to step i.
   *
   * @param gradientNorms empty where the trainer sends none
   */
  record LossesSent(
      String run, Split split, List<Long> steps, List<Double> losses, List<Double> gradientNorms)
      implements Event {}

  /** Weights were saved. */
  record CheckpointSaved(String run, long step) implements Event {}

  /** A service measured one statistic of one checkpoint. */
  record Measured(
      String run, String service, String statistic, String variant, MeasurementPoint point)
      implements Event {}

  /**
   * A service is measuring a checkpoint.
   *
   * @param at when it said so
   */
  record Progressed(String run, String service, Measuring measuring, Instant at) implements Event {}

  /** A service measures a checkpoint no longer, whatever came of it. */
  record JobEnded(String run, String service, long step) implements Event {}

  /** A run was deleted. */
  record Deleted(String run) implements Event {}

  /** A service gave a record up. The run is empty where the record does not tell. */
  record DeadLettered(Optional<String> run, DeadLetter letter) implements Event {}

  /** What the losses were computed on. */
  enum Split {
    TRAIN,
    HELDOUT
  }

  /**
   * What a run announces of itself.
   *
   * @param datasetSize n, samples in the training set
   * @param heldout whether the run has a held-out probe
   */
  record RunFacts(
      String id,
      String name,
      Map<String, String> labels,
      String loss,
      String framework,
      long datasetSize,
      boolean heldout,
      String optimizer,
      double learningRate,
      int batchSize,
      Instant startedAt) {}

  /** How a run ended. */
  record RunEnd(
      Instant at,
      long checkpoints,
      long lastStep,
      boolean failed,
      String reason,
      long droppedLosses) {}
}

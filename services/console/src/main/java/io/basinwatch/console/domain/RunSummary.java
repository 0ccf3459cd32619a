package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands.
 *
 * @param state running | completed | failed | unannounced (records came, but not yet its start)
 * @param reason why it failed; else empty
 * @param heldout whether the run has a held-out probe
 * @param lastStep newest optimiser step heard of; null before the first
 * @param lastLossStep newest step with a minibatch loss; null before the first
 * @param lastLoss that loss; null where it is no number, too
 * @param droppedLosses that the trainer took note of and Kafka does not have
 * @param services progress of each, in the order of their names
 * @param deadLetters the newest ones, newest first
 * @param latest newest measurement by `statistic` or `statistic/variant`
 * @param fullyMeasured the run is over and each checkpoint is settled for every service
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RunSummary(
    String id,
    String name,
    Map<String, String> labels,
    String state,
    String reason,
    String loss,
    String framework,
    long datasetSize,
    boolean heldout,
    String optimizer,
    Double learningRate,
    int batchSize,
    Instant startedAt,
    Instant finishedAt,
    Long lastStep,
    Long lastLossStep,
    Double lastLoss,
    long droppedLosses,
    Checkpoints checkpoints,
    List<ServiceProgress> services,
    List<DeadLetter> deadLetters,
    long deadLetterCount,
    Map<String, Latest> latest,
    boolean fullyMeasured) {

  /** A value, as in {@link MeasurementPoint}. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Latest(
      long step, Double value, Double standardError, String verdict, String reason) {

    static Latest of(MeasurementPoint point) {
      return new Latest(
          point.step(), point.value(), point.standardError(), point.verdict(), point.reason());
    }
  }

  /**
   * @param published heard of
   * @param announced by the end of the run; null while it is going
   * @param measured by every service, with whatever verdict
   * @param failed that some service gave up: they lie in its dead letters
   * @param newestStep null before the first
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Checkpoints(
      long published, Long announced, long measured, long failed, Long newestStep) {}

  /**
   * @param statistics what it is expected to measure, `statistic` or `statistic/variant`
   * @param measured checkpoints that are settled: measured or in the dead letters
   * @param failed of these, those that are in the dead letters only
   * @param queueLength checkpoints that are not
   * @param measuring what it is measuring; where several replicas are at work, what began first;
   *     null where nothing is measured
   * @param jobsInProgress checkpoints that are being measured
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record ServiceProgress(
      String service,
      List<String> statistics,
      long measured,
      long failed,
      long deadLetters,
      long queueLength,
      Measuring measuring,
      long jobsInProgress) {}
}

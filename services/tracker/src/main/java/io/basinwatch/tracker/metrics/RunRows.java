package io.basinwatch.tracker.metrics;

import io.basinwatch.tracker.domain.Estimate;
import io.basinwatch.tracker.domain.RunStatus;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The rows of all gauges for a number of runs: by gauge, by labels. */
final class RunRows {
  private final Map<String, Map<Tags, Double>> rows = new HashMap<>();

  Map<String, Map<Tags, Double>> rows() {
    return rows;
  }

  void add(RunStatus status) {
    var run = Tags.of(RunMeters.RUN, status.facts().id());
    addDescription(status, run);
    status.step().ifPresent(step -> row(RunMeters.STEP, run, step));
    status
        .losses()
        .forEach(
            loss ->
                row(RunMeters.MINIBATCH_LOSS, run.and(RunMeters.SPLIT, loss.split()), loss.loss()));
    status.trainerHeardAt().ifPresent(at -> row(RunMeters.TRAINING_TIMESTAMP, run, seconds(at)));
    status.measuredAt().ifPresent(at -> row(RunMeters.MEASUREMENT_TIMESTAMP, run, seconds(at)));
    addProgress(status, run);
    status.estimates().stream()
        .filter(estimate -> RunMeters.isName(estimate.statistic()))
        .forEach(estimate -> addEstimate(estimate, run));
  }

  private void addDescription(RunStatus status, Tags run) {
    var facts = status.facts();
    row(
        RunMeters.DESCRIPTION,
        run.and(
            RunMeters.NAME, facts.name(),
            RunMeters.LOSS, facts.loss(),
            RunMeters.FRAMEWORK, facts.framework()),
        1);
  }

  private void addProgress(RunStatus status, Tags run) {
    row(RunMeters.CHECKPOINTS_PUBLISHED, run, status.published());
    row(RunMeters.CHECKPOINTS_MEASURED, run, status.measured());
    status
        .queueLengths()
        .forEach(
            (service, length) ->
                row(RunMeters.QUEUE_LENGTH, run.and(RunMeters.SERVICE, service), length));
    status
        .deadLetters()
        .forEach(
            (service, letters) ->
                row(RunMeters.DEAD_LETTERS, run.and(RunMeters.SERVICE, service), letters));
  }

  private void addEstimate(Estimate estimate, Tags run) {
    var statistic = estimate.statistic();
    var tags = run.and(RunMeters.VARIANT, estimate.variant());
    row(
        RunMeters.VERDICT,
        tags.and(RunMeters.STATISTIC, statistic, RunMeters.VERDICT_LABEL, estimate.verdict()),
        1);
    estimate.value().ifPresent(value -> row(RunMeters.value(statistic), tags, value));
    estimate
        .standardError()
        .ifPresent(error -> row(RunMeters.standardError(statistic), tags, error));
    estimate.diagnostics().forEach((name, value) -> addDiagnostic(statistic, name, value, tags));
  }

  private void addDiagnostic(String statistic, String name, double value, Tags tags) {
    RunMeters.quantileOf(name)
        .ifPresent(
            quantile ->
                row(RunMeters.quantile(statistic), tags.and(RunMeters.QUANTILE, quantile), value));
    if (RunMeters.isExported(name)) {
      row(RunMeters.diagnostic(statistic, name), tags, value);
    }
  }

  private void row(String gauge, Tags tags, double value) {
    rows.computeIfAbsent(gauge, name -> new HashMap<>()).put(tags, value);
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1000.0;
  }
}

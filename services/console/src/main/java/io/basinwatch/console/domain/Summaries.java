package io.basinwatch.console.domain;

import io.basinwatch.console.domain.Event.RunEnd;
import io.basinwatch.console.domain.Event.RunFacts;
import io.basinwatch.console.domain.RunSummary.Checkpoints;
import io.basinwatch.console.domain.RunSummary.Latest;
import io.basinwatch.console.domain.RunSummary.ServiceProgress;
import io.basinwatch.platform.progress.ExpectedStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Summarises views of runs. */
record Summaries(ExpectedStatistics expected) {
  private static final RunFacts UNANNOUNCED =
      new RunFacts("", "", Map.of(), "", "", 0, false, "", Double.NaN, 0, null);

  RunSummary of(RunView run) {
    var facts = run.facts.orElse(UNANNOUNCED);
    return new RunSummary(
        run.id,
        facts.name().isBlank() ? run.id : facts.name(),
        facts.labels(),
        state(run),
        run.end.map(RunEnd::reason).orElse(""),
        facts.loss(),
        facts.framework(),
        facts.datasetSize(),
        facts.heldout(),
        facts.optimizer(),
        Numbers.finite(facts.learningRate()),
        facts.batchSize(),
        facts.startedAt(),
        run.end.map(RunEnd::at).orElse(null),
        run.lastStep.isPresent() ? run.lastStep.getAsLong() : null,
        run.lastLoss.map(RunView.StepLoss::step).orElse(null),
        Numbers.finite(run.lastLoss.map(RunView.StepLoss::loss).orElse(Double.NaN)),
        run.end.map(RunEnd::droppedLosses).orElse(0L),
        checkpoints(run),
        services(run),
        List.copyOf(run.deadLetters),
        run.deadLettersByService.values().stream().mapToLong(Long::longValue).sum(),
        latest(run),
        fullyMeasured(run));
  }

  private static String state(RunView run) {
    if (run.facts.isEmpty()) {
      return "unannounced";
    }
    return run.end.map(end -> end.failed() ? "failed" : "completed").orElse("running");
  }

  private static Checkpoints checkpoints(RunView run) {
    var newest = run.progress.newest();
    return new Checkpoints(
        run.progress.published(),
        run.end.map(RunEnd::checkpoints).orElse(null),
        run.progress.measuredByAll(),
        run.progress.failedBySome(),
        newest.isPresent() ? newest.getAsLong() : null);
  }

  private List<ServiceProgress> services(RunView run) {
    return expected.services().stream()
        .map(
            service ->
                new ServiceProgress(
                    service,
                    expected.statistics(service),
                    run.progress.settled(service),
                    run.progress.failed(service),
                    run.deadLettersByService.getOrDefault(service, 0L),
                    run.progress.queueLength(service),
                    run.jobs.longest(service).orElse(null),
                    run.jobs.count(service)))
        .toList();
  }

  private static Map<String, Latest> latest(RunView run) {
    var latest = new TreeMap<String, Latest>();
    run.measurements.forEach((key, series) -> latest.put(key, Latest.of(series.newest())));
    return latest;
  }

  private static boolean fullyMeasured(RunView run) {
    int published = run.progress.published();
    return run.end.filter(end -> published >= end.checkpoints()).isPresent()
        && run.progress.settledByAll() == published;
  }
}

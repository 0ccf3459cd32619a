package io.basinwatch.console.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.console.domain.Event;
import io.basinwatch.console.domain.Event.RunEnd;
import io.basinwatch.console.domain.Event.RunFacts;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished;
import io.basinwatch.v1.RunStarted;
import java.util.Optional;

/** Reads records of basinwatch.runs. */
final class Runs {

  private Runs() {}

  static Event announced(RunEvent event) throws InvalidProtocolBufferException {
    var end =
        event.hasFinished() ? Optional.of(end(event.getFinished())) : Optional.<RunEnd>empty();
    return new Event.Announced(facts(event.getStarted()), end);
  }

  private static RunFacts facts(RunStarted started) throws InvalidProtocolBufferException {
    return new RunFacts(
        EventFields.runId(started.getRunId()),
        started.getName(),
        started.getLabelsMap(),
        started.getLoss(),
        started.getFramework(),
        started.getDatasetSize(),
        started.hasHeldoutProbe(),
        started.getOptimizer().getName(),
        started.getOptimizer().getLearningRate(),
        started.getOptimizer().getBatchSize(),
        EventFields.instant(started.getStartedAt()));
  }

  private static RunEnd end(RunFinished finished) throws InvalidProtocolBufferException {
    return new RunEnd(
        EventFields.instant(finished.getFinishedAt()),
        finished.getCheckpoints(),
        finished.getLastStep(),
        finished.getOutcome() == RunFinished.Outcome.OUTCOME_FAILED,
        finished.getReason(),
        finished.getDroppedLosses());
  }
}

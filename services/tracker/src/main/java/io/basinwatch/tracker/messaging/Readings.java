package io.basinwatch.tracker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.tracker.domain.Estimate;
import io.basinwatch.tracker.domain.MinibatchLoss;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MinibatchLosses;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events in the tracker's own terms. */
final class Readings {
  private Readings() {}

  /** The last loss of a batch; empty if it holds none. */
  static Optional<MinibatchLoss> newest(MinibatchLosses losses, Instant at) {
    int last = Math.min(losses.getStepCount(), losses.getLossCount()) - 1;
    if (last < 0) {
      return Optional.empty();
    }
    var split =
        losses.getSplit() == MinibatchLosses.Split.SPLIT_HELDOUT
            ? MinibatchLoss.HELDOUT
            : MinibatchLoss.TRAIN;
    return Optional.of(new MinibatchLoss(split, losses.getStep(last), losses.getLoss(last), at));
  }

  static Estimate estimate(Measurement measurement) throws InvalidProtocolBufferException {
    return new Estimate(
        measurement.getService(),
        EventFields.statistic(measurement.getStatistic()),
        measurement.getVariant(),
        measurement.getStep(),
        measurement.hasValue() ? OptionalDouble.of(measurement.getValue()) : OptionalDouble.empty(),
        measurement.hasStandardError()
            ? OptionalDouble.of(measurement.getStandardError())
            : OptionalDouble.empty(),
        EventFields.label(measurement.getVerdict()),
        numbers(measurement.getDiagnosticsMap()),
        EventFields.instant(measurement.getMeasuredAt()));
  }

  private static Map<String, Double> numbers(Map<String, Diagnostic> diagnostics) {
    var numbers = new HashMap<String, Double>();
    diagnostics.forEach(
        (name, diagnostic) -> {
          if (diagnostic.hasNumber()) {
            numbers.put(name, diagnostic.getNumber());
          }
        });
    return numbers;
  }
}

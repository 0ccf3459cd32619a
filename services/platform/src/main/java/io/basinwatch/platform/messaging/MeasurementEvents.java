package io.basinwatch.platform.messaging;

import com.google.protobuf.ByteString;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.OneLine;
import io.basinwatch.platform.domain.Result;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.topics.Keys;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.Instant;
import java.util.Arrays;

/** Results as events. */
final class MeasurementEvents {
  private MeasurementEvents() {}

  static Record<String, Measurement> of(Result result, String codeVersion, Instant now) {
    Measurement.Builder event =
        builder(result.service(), result.checkpoint(), codeVersion, now)
            .setSeed(result.seed())
            .setStatistic(result.estimate().statistic());
    fill(event, result.estimate());
    return keyed(event.build());
  }

  /** A statistic of a checkpoint that was passed over. */
  static Record<String, Measurement> skipped(
      String service, Checkpoint checkpoint, String statistic, String codeVersion, Instant now) {
    return keyed(
        builder(service, checkpoint, codeVersion, now)
            .setStatistic(statistic)
            .setVerdict(Measurement.Verdict.VERDICT_SKIPPED)
            .setReason("there was a newer checkpoint")
            .build());
  }

  private static Record<String, Measurement> keyed(Measurement event) {
    return Record.of(
        Keys.measurement(
            event.getRunId(), event.getStep(), event.getStatistic(), event.getVariant()),
        event);
  }

  private static Measurement.Builder builder(
      String service, Checkpoint checkpoint, String codeVersion, Instant now) {
    return Measurement.newBuilder()
        .setRunId(checkpoint.run())
        .setStep(checkpoint.step())
        .setService(service)
        .setCodeVersion(codeVersion)
        .setWeightsSha256(ByteString.copyFrom(checkpoint.weights().digest()))
        .setMeasuredAt(EventFields.timestamp(now))
        .setSavedAt(EventFields.timestamp(checkpoint.savedAt()));
  }

  private static void fill(Measurement.Builder event, Estimate estimate) {
    event
        .setVariant(estimate.variant())
        .setVerdict(Measurement.Verdict.valueOf("VERDICT_" + estimate.verdict().name()))
        .setReason(OneLine.of(estimate.reason()))
        .putAllSettings(estimate.settings())
        .setSeconds(estimate.seconds());
    estimate.value().ifPresent(event::setValue);
    estimate.standardError().ifPresent(event::setStandardError);
    estimate
        .diagnostics()
        .forEach((name, diagnostic) -> event.putDiagnostics(name, diagnostic(diagnostic)));
  }

  private static Diagnostic diagnostic(Estimate.Diagnostic diagnostic) {
    return switch (diagnostic) {
      case Estimate.Diagnostic.Number(double value) ->
          Diagnostic.newBuilder().setNumber(value).build();
      case Estimate.Diagnostic.Text(String value) -> Diagnostic.newBuilder().setText(value).build();
      case Estimate.Diagnostic.Series(double[] values) ->
          Diagnostic.newBuilder()
              .setSeries(
                  Diagnostic.Series.newBuilder()
                      .addAllValues(() -> Arrays.stream(values).iterator()))
              .build();
    };
  }
}

package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.ServiceStatus.Job;
import io.basinwatch.topics.Keys;
import io.basinwatch.v1.MeasuringProgress;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.Instant;

/** What a service is doing, as events. */
final class ProgressEvents {
  private ProgressEvents() {}

  static Record<String, MeasuringProgress> of(String service, Job job, Instant now) {
    return keyed(
        builder(service, job, now).setStatistic(job.statistic()).setShare(job.share()).build());
  }

  static Record<String, MeasuringProgress> ended(String service, Job job, Instant now) {
    return keyed(builder(service, job, now).setEnded(true).build());
  }

  private static MeasuringProgress.Builder builder(String service, Job job, Instant now) {
    return MeasuringProgress.newBuilder()
        .setRunId(job.run())
        .setStep(job.step())
        .setService(service)
        .setBeganAt(EventFields.timestamp(job.since()))
        .setSentAt(EventFields.timestamp(now));
  }

  private static Record<String, MeasuringProgress> keyed(MeasuringProgress event) {
    return Record.of(Keys.progress(event.getRunId(), event.getStep(), event.getService()), event);
  }
}

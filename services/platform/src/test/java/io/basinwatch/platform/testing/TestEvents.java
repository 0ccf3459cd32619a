package io.basinwatch.platform.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.RunPartitioner;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MeasuringProgress;
import io.basinwatch.v1.MinibatchLosses;
import io.basinwatch.v1.Optimizer;
import io.basinwatch.v1.Reference;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished;
import io.basinwatch.v1.RunStarted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes what trainers and services publish, without weights and models behind it. */
public final class TestEvents implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;

  public TestEvents(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                0,
                "partitioner.class",
                RunPartitioner.class.getName()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public RunStarted.Builder start(String run, String name) {
    return RunStarted.newBuilder()
        .setRunId(run)
        .setName(name)
        .setStartedAt(now())
        .setLoss("cross-entropy")
        .setFramework("java 25")
        .setDatasetSize(1437)
        .setTrainProbe(inline())
        .setHeldoutProbe(inline())
        .setOptimizer(
            Optimizer.newBuilder().setName("adam").setLearningRate(1e-3).setBatchSize(64));
  }

  public void started(RunStarted.Builder started) {
    send(
        Topics.RUNS, started.getRunId(), RunEvent.newBuilder().setStarted(started.build()).build());
  }

  public void finished(RunStarted.Builder started, long checkpoints, long lastStep) {
    finished(started, checkpoints, lastStep, 0);
  }

  public void finished(
      RunStarted.Builder started, long checkpoints, long lastStep, long droppedLosses) {
    var finished =
        RunFinished.newBuilder()
            .setFinishedAt(now())
            .setCheckpoints(checkpoints)
            .setLastStep(lastStep)
            .setDroppedLosses(droppedLosses)
            .setOutcome(RunFinished.Outcome.OUTCOME_COMPLETED);
    send(
        Topics.RUNS,
        started.getRunId(),
        RunEvent.newBuilder().setStarted(started.build()).setFinished(finished).build());
  }

  public void losses(String run, List<Long> steps, List<Double> losses) {
    send(
        Topics.LOSSES,
        run,
        MinibatchLosses.newBuilder()
            .setRunId(run)
            .addAllStep(steps)
            .addAllLoss(losses)
            .setSplit(MinibatchLosses.Split.SPLIT_TRAIN)
            .build());
  }

  public void checkpoint(String run, long step) {
    send(
        Topics.CHECKPOINTS,
        Keys.checkpoint(run, step),
        CheckpointSaved.newBuilder().setRunId(run).setStep(step).setWeights(inline()).build());
  }

  /** A measurement that stands. */
  public Measurement.Builder measurement(
      String service, String run, long step, String statistic, String variant, double value) {
    return Measurement.newBuilder()
        .setService(service)
        .setRunId(run)
        .setStep(step)
        .setStatistic(statistic)
        .setVariant(variant)
        .setValue(value)
        .setVerdict(Measurement.Verdict.VERDICT_OK)
        .setMeasuredAt(now());
  }

  public void measured(Measurement.Builder measurement) {
    send(
        Topics.MEASUREMENTS,
        Keys.measurement(
            measurement.getRunId(),
            measurement.getStep(),
            measurement.getStatistic(),
            measurement.getVariant()),
        measurement.build());
  }

  /** That a service is measuring, as said at that time. */
  public void progress(
      String service, String run, long step, String statistic, double share, Instant at) {
    send(progress(service, run, step, at).setStatistic(statistic).setShare(share));
  }

  /** That a service is measuring. */
  public void progress(String service, String run, long step, String statistic, double share) {
    progress(service, run, step, statistic, share, Instant.now());
  }

  public void jobEnded(String service, String run, long step) {
    send(progress(service, run, step, Instant.now()).setEnded(true));
  }

  private static MeasuringProgress.Builder progress(
      String service, String run, long step, Instant at) {
    return MeasuringProgress.newBuilder()
        .setRunId(run)
        .setStep(step)
        .setService(service)
        .setBeganAt(timestamp(at.minusSeconds(60)))
        .setSentAt(timestamp(at));
  }

  private void send(MeasuringProgress.Builder progress) {
    send(
        Topics.PROGRESS,
        Keys.progress(progress.getRunId(), progress.getStep(), progress.getService()),
        progress.build());
  }

  public void deleted(String run) {
    send(Topics.RUNS, run, (byte[]) null);
  }

  /** What the llc service measures beside the LLC. */
  public void restOfLlcFamily(String run, long step) {
    List.of("wbic", "waic", "singular-fluctuation", "free-energy")
        .forEach(name -> measured(measurement("llc", run, step, name, "", 1)));
  }

  public static Diagnostic number(double value) {
    return Diagnostic.newBuilder().setNumber(value).build();
  }

  public static Map<String, Diagnostic> numbers(Map<String, Double> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> number(entry.getValue())));
  }

  public void deadLetter(String service, String key, String reason) {
    var header = new RecordHeader("dead-letter-reason", reason.getBytes(StandardCharsets.UTF_8));
    producer.send(
        new ProducerRecord<>(
            Topics.deadLetter(service), null, key, new byte[] {1, 2, 3}, List.of(header)));
    producer.flush();
  }

  public void send(String topic, String key, MessageLite value) {
    send(topic, key, value.toByteArray());
  }

  public void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  private static Reference inline() {
    return Reference.newBuilder().setInline(ByteString.EMPTY).build();
  }

  private static Timestamp now() {
    return timestamp(Instant.now());
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}

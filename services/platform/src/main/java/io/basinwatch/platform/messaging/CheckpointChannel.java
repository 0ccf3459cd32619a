package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.JobClock.ShutdownException;
import io.basinwatch.platform.domain.RunGoneException;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.platform.metrics.ServiceMeters;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * What one service does with the records of its checkpoint channel, one at a time: measure,
 * publish, and only then acknowledge; or send the record to the dead letters; a checkpoint of a run
 * that was deleted is acknowledged, nothing else. A record that the end of the process cuts short
 * is neither, and comes again after a restart.
 */
public final class CheckpointChannel {
  private static final Logger LOG = Logger.getLogger(CheckpointChannel.class);

  private final CheckpointJob job;
  private final Backlog backlog;
  private final ServiceStatus status;
  private final ServiceMeters meters;
  private final ProgressReporter progress;
  private final Arrivals arrivals = new Arrivals();

  CheckpointChannel(
      CheckpointJob job,
      Backlog backlog,
      ServiceStatus status,
      ServiceMeters meters,
      ProgressReporter progress) {
    this.job = job;
    this.backlog = backlog;
    this.status = status;
    this.meters = meters;
    this.progress = progress;
  }

  /** Called on the service's own worker thread; blocks until the checkpoint is done with. */
  public CompletionStage<Void> accept(Message<byte[]> message) {
    try {
      process(message);
    } catch (ShutdownException e) {
      return new CompletableFuture<>(); // never done: no other record is asked for
    } catch (RunGoneException e) {
      LOG.infof("%s: %s: its checkpoint is not measured", status.service(), e.getMessage());
    } catch (Throwable e) {
      // An Error, as where direct memory is full, ends this checkpoint, not the channel; a full
      // heap or metaspace ends the process before, by -XX:+ExitOnOutOfMemoryError.
      return deadLetter(message, e);
    } finally {
      progress.ended();
      status.end();
    }
    return message.ack();
  }

  private void process(Message<byte[]> message) {
    IncomingKafkaRecordMetadata<?, ?> record =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    boolean isNew = arrivals.isNew(record);
    Checkpoint checkpoint = Events.checkpoint(message.getPayload());
    status.begin(checkpoint, Instant.now());
    job.awaitRun(checkpoint);
    if (isNew && backlog.hasNewer(checkpoint, record.getTimestamp().toEpochMilli())) {
      job.skip(checkpoint);
      meters.skipped();
    } else {
      job.measure(checkpoint);
      meters.measured();
    }
  }

  private CompletionStage<Void> deadLetter(Message<byte[]> message, Throwable cause) {
    DeadLetterException reason = new DeadLetterException(cause);
    LOG.warnf(
        "%s: a checkpoint goes to the dead letters: %s", status.service(), reason.getMessage());
    LOG.log(cause instanceof Error ? Level.ERROR : Level.DEBUG, "where that came from", cause);
    meters.deadLetter();
    return message.nack(reason);
  }
}

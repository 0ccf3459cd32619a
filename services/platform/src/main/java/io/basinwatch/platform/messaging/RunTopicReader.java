package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.platform.domain.OneLine;
import io.basinwatch.platform.domain.Run;
import io.basinwatch.platform.domain.RunRegistry;
import io.basinwatch.topics.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/** Fills the registry from the runs topic: each instance reads all of it, from the beginning. */
@ApplicationScoped
public class RunTopicReader {
  private static final Logger LOG = Logger.getLogger(RunTopicReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final RunRegistry registry;
  private final RunRecords records;
  private final JobClock jobs;
  private final Map<String, Object> kafka;
  private KafkaConsumer<String, byte[]> consumer;
  private Thread thread;
  private volatile boolean failed;

  RunTopicReader(
      RunRegistry registry,
      RunRecords records,
      JobClock jobs,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.registry = registry;
    this.records = records;
    this.jobs = jobs;
    this.kafka = kafka;
  }

  /** Whether reading has ended by a failure. */
  public boolean isFailed() {
    return failed;
  }

  void onStart(@Observes StartupEvent event) {
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.independentConsumer(kafka, "basinwatch-runs"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    thread = Thread.ofPlatform().name("basinwatch-runs").daemon().start(() -> readAll(consumer));
  }

  @PreDestroy
  void stop() throws InterruptedException {
    if (thread != null) {
      consumer.wakeup();
      thread.join();
    }
  }

  private void readAll(KafkaConsumer<String, byte[]> consumer) {
    try (consumer) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(assignAll(consumer));
      while (!WholeTopic.hasReached(consumer, ends)) {
        consumer.poll(POLL).forEach(this::take);
      }
      registry.complete();
      while (true) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOG.debug("reading of runs ends with the service");
    } catch (RuntimeException e) {
      failed = true;
      LOG.error("runs cannot be read any more", e);
    }
  }

  private static List<TopicPartition> assignAll(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = WholeTopic.partitions(consumer, Topics.RUNS);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  private void take(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      registry.remove(entry.key());
      jobs.cancel(entry.key());
      return;
    }
    try {
      Run run = Events.run(entry.value());
      RunRecords.Place place = RunRecords.Place.of(entry);
      registry.put(run.id(), run.startedAt(), () -> records.read(place));
    } catch (RuntimeException e) {
      LOG.warnf("run '%s' cannot be measured: %s", entry.key(), OneLine.of(e));
      registry.reject(String.valueOf(entry.key()), OneLine.of(e));
    }
  }
}

package io.basinwatch.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.platform.metrics.Meters;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Reference;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of a service against a real broker have in common. */
public abstract class ServiceTest {
  protected final String service;
  protected TestKafka kafka;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  protected String bootstrapServers;

  @Inject protected MeterRegistry meters;

  protected ServiceTest(String service) {
    this.service = service;
  }

  @BeforeEach
  void connect() {
    kafka =
        new TestKafka(
            bootstrapServers, Topics.MEASUREMENTS, Topics.PROGRESS, Topics.deadLetter(service));
  }

  @AfterEach
  void disconnect() {
    kafka.close();
  }

  protected void sendWeights(String run, long step, Reference weights) {
    kafka.send(TestRun.checkpoint(run, step, weights));
  }

  /** Why a checkpoint lies in the dead letters; waits for it. */
  protected String reason(String run, long step) {
    return kafka.deadLetterReason(service, Keys.checkpoint(run, step));
  }

  /** That the service goes on: a good checkpoint of a run of its own is measured. */
  protected void assertNextIsMeasured(String run, String statistic) {
    kafka.send(TestRun.started(run));
    kafka.send(TestRun.checkpoint(run, 1));
    assertThat(kafka.measurement(run, 1, statistic, "").hasValue()).isTrue();
  }

  protected double counter(String name) {
    return meters.get(name).tag(Meters.SERVICE, service).counter().count();
  }
}

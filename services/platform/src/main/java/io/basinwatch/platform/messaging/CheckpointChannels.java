package io.basinwatch.platform.messaging;

import io.basinwatch.platform.config.ChannelSettings;
import io.basinwatch.platform.config.MeasuringConfig;
import io.basinwatch.platform.config.StatisticSettings;
import io.basinwatch.platform.domain.CheckpointMeasurer;
import io.basinwatch.platform.domain.LagPolicy;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.platform.metrics.ServiceMeters;
import io.basinwatch.platform.metrics.ServicesMeters;
import io.basinwatch.platform.store.ProblemReader;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.v1.Measurement;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.Config;

/** Makes the checkpoint channel of each service in this process, and knows all of them. */
@ApplicationScoped
public class CheckpointChannels {
  private final CheckpointJob.Shared shared;
  private final ProblemReader files;
  private final Settings settings;
  private final ServicesMeters meters;
  private final ProgressPublisher progress;
  private final Map<String, Object> kafka;
  private final List<ServiceStatus> services = new CopyOnWriteArrayList<>();
  private final List<ProgressReporter> reporters = new CopyOnWriteArrayList<>();
  private final List<NewerCheckpoints> lookaheads = new CopyOnWriteArrayList<>();

  CheckpointChannels(
      CheckpointJob.Shared shared,
      ProblemReader files,
      Config config,
      ServicesMeters meters,
      ProgressPublisher progress,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.shared = shared;
    this.files = files;
    this.settings = StatisticSettings.of(config);
    this.meters = meters;
    this.progress = progress;
    this.kafka = kafka;
  }

  /**
   * The channel {@code <service>-checkpoints}.
   *
   * @param service as it names itself in results and topics
   * @param names of the statistics that it computes
   * @param measurements where its results go
   * @throws io.basinwatch.engine.InvalidInputException for settings that do not fit together
   */
  public CheckpointChannel open(
      String service, List<String> names, MutinyEmitter<Record<String, Measurement>> measurements) {
    List<Statistic> statistics = names.stream().map(Statistics::byName).distinct().toList();
    return openWith(service, statistics, measurements);
  }

  CheckpointChannel openWith(
      String service,
      List<Statistic> statistics,
      MutinyEmitter<Record<String, Measurement>> measurements) {
    ChannelSettings.requireConsistent(service, shared.config());
    ServiceStatus status = new ServiceStatus(service);
    ServiceMeters serviceMeters = meters.of(status, statistics);
    MeasurementPublisher publisher =
        new MeasurementPublisher(measurements::send, InstantSource.system());
    ProgressReporter reporter =
        new ProgressReporter(status, progress::publish, InstantSource.system());
    CheckpointJob job =
        new CheckpointJob(
            shared,
            service,
            statistics,
            measurer(service, statistics),
            publisher,
            new JobProgress(status, serviceMeters, publisher, reporter));
    services.add(status);
    reporters.add(reporter);
    return new CheckpointChannel(job, backlog(service), status, serviceMeters, reporter);
  }

  /** The services of this process. */
  public List<ServiceStatus> services() {
    return services;
  }

  void repeatProgress() {
    reporters.forEach(ProgressReporter::repeat);
  }

  @PreDestroy
  void close() {
    lookaheads.forEach(NewerCheckpoints::close);
  }

  private CheckpointMeasurer measurer(String service, List<Statistic> statistics) {
    return new CheckpointMeasurer(
        service, statistics, settings, shared.config().seed(), files::read, shared.workers());
  }

  private Backlog backlog(String service) {
    MeasuringConfig config = shared.config();
    LagPolicy policy = config.lagPolicies().getOrDefault(service, config.lagPolicy());
    if (policy == LagPolicy.EVERY) {
      return Backlog.IGNORED;
    }
    NewerCheckpoints lookahead = new NewerCheckpoints(kafka, service, shared.clock());
    lookaheads.add(lookahead);
    return lookahead;
  }
}

package io.basinwatch.console.domain;

import io.basinwatch.console.domain.Event.RunEnd;
import io.basinwatch.console.domain.Event.RunFacts;
import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.platform.progress.ExpectedStatistics;
import io.basinwatch.platform.progress.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Everything that is known of one run. Each part remembers the revision of its last change. */
final class RunView {
  private static final int DEAD_LETTERS_KEPT = 50;

  final String id;
  final Progress progress;
  final Map<String, Long> deadLettersByService = new HashMap<>();
  final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
  final Map<String, MeasurementSeries> measurements = new TreeMap<>();
  final Jobs jobs = new Jobs();
  private final Map<Split, LossSeries> losses = new EnumMap<>(Split.class);
  private final Limits limits;
  Optional<RunFacts> facts = Optional.empty();
  Optional<RunEnd> end = Optional.empty();
  OptionalLong lastStep = OptionalLong.empty();
  Optional<StepLoss> lastLoss = Optional.empty();
  long revision;

  RunView(String id, ExpectedStatistics expected, Limits limits) {
    this.id = id;
    this.limits = limits;
    progress = new Progress(expected);
  }

  void apply(Event event, long revision) {
    this.revision = revision;
    switch (event) {
      case Event.Announced announced -> announce(announced);
      case Event.LossesSent sent -> add(sent, revision);
      case Event.CheckpointSaved saved -> {
        progress.checkpoint(saved.step());
        heardOf(saved.step());
      }
      case Event.Measured measured -> add(measured, revision);
      case Event.Progressed progressed ->
          jobs.heard(progressed.service(), progressed.measuring(), progressed.at());
      case Event.JobEnded ended -> jobs.ended(ended.service(), ended.step());
      case Event.DeadLettered dead -> add(dead.letter());
      case Event.Deleted deleted -> throw new IllegalArgumentException(deleted.run());
    }
  }

  Optional<LossSeries> losses(Split split) {
    return Optional.ofNullable(losses.get(split));
  }

  private void announce(Event.Announced announced) {
    facts = Optional.of(announced.facts());
    end = announced.end();
    progress.heldout(announced.facts().heldout());
    end.filter(over -> over.lastStep() > 0).ifPresent(over -> heardOf(over.lastStep()));
  }

  private void add(Event.LossesSent sent, long revision) {
    var series = losses.computeIfAbsent(sent.split(), split -> new LossSeries(limits.buckets()));
    for (int i = 0; i < sent.steps().size(); i++) {
      long step = sent.steps().get(i);
      double norm = sent.gradientNorms().isEmpty() ? Double.NaN : sent.gradientNorms().get(i);
      series.add(step, sent.losses().get(i), norm, revision);
      if (sent.split() == Split.TRAIN) {
        heardOf(step);
        trained(new StepLoss(step, sent.losses().get(i)));
      }
    }
  }

  private void add(Event.Measured measured, long revision) {
    var point = measured.point();
    var key = key(measured.statistic(), measured.variant());
    measurements
        .computeIfAbsent(key, k -> new MeasurementSeries(limits.points()))
        .put(point, revision);
    if (point.verdict().equals("skipped") || point.verdict().equals("not-applicable")) {
      progress.passedOver(measured.service(), point.step(), measured.statistic());
    }
    progress.measured(measured.service(), point.step(), key);
  }

  private void add(DeadLetter letter) {
    deadLettersByService.merge(letter.service(), 1L, Long::sum);
    deadLetters.addFirst(letter);
    if (deadLetters.size() > DEAD_LETTERS_KEPT) {
      deadLetters.removeLast();
    }
    if (letter.step() != null) {
      progress.deadLetter(letter.service(), letter.step());
    }
  }

  private void heardOf(long step) {
    lastStep = OptionalLong.of(Math.max(step, lastStep.orElse(step)));
  }

  /** Checkpoints and the run's end, which may be read first, have later steps. */
  private void trained(StepLoss loss) {
    if (lastLoss.isEmpty() || loss.step() >= lastLoss.get().step()) {
      lastLoss = Optional.of(loss);
    }
  }

  private static String key(String statistic, String variant) {
    return variant.isEmpty() ? statistic : statistic + "/" + variant;
  }

  /** The loss of a minibatch, and its step. */
  record StepLoss(long step, double loss) {}

  /**
   * What one view may hold.
   *
   * @param buckets of minibatch losses, a run and split
   * @param points of one statistic, a run
   */
  record Limits(int buckets, int points) {}
}

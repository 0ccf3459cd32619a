package io.basinwatch.tracker.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a run stands, to be exported.
 *
 * @param step newest optimiser step heard of
 * @param losses newest minibatch loss of each split
 * @param estimates newest of each statistic and variant
 * @param trainerHeardAt newest sign of life of the trainer
 * @param published checkpoints heard of
 * @param measured checkpoints settled for every service
 * @param queueLengths checkpoints that are not settled, by service
 * @param deadLetters records of the run that were given up, by service
 */
public record RunStatus(
    RunFacts facts,
    OptionalLong step,
    List<MinibatchLoss> losses,
    List<Estimate> estimates,
    Optional<Instant> trainerHeardAt,
    Optional<Instant> measuredAt,
    int published,
    int measured,
    Map<String, Integer> queueLengths,
    Map<String, Long> deadLetters) {}

package io.basinwatch.platform.domain;

import io.basinwatch.engine.LossSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's start says that measuring needs.
 *
 * @param datasetSize n: samples in the training set
 * @param initialWeights w0
 * @param settings of statistics; they win over a service's own
 */
public record Run(
    String id,
    Instant startedAt,
    Reference model,
    LossSpec loss,
    Reference trainProbe,
    Optional<Reference> heldoutProbe,
    long datasetSize,
    Optional<Reference> initialWeights,
    Map<String, String> settings) {

  public Run {
    settings = Map.copyOf(settings);
  }
}

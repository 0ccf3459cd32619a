package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/**
 * A record that a service could not process.
 *
 * @param step null where the record does not belong to one checkpoint
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DeadLetter(String service, String key, Long step, String reason, Instant at) {}

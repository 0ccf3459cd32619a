package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/**
 * A checkpoint that a service is measuring.
 *
 * @param statistic in progress; a family goes by its first name
 * @param share of the statistic's work that is done, 0 to 1; 0 where it cannot be told
 * @param since when the service's work on the checkpoint began
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Measuring(long step, String statistic, double share, Instant since) {}

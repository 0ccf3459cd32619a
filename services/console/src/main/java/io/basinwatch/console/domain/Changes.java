package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What changed between two revisions of the views.
 *
 * @param revision of the views that this leads to
 * @param runs summaries that changed
 * @param deleted ids of runs that were deleted or made room for others; what is said of them beside
 *     it came later
 * @param losses of the followed run, by split; only splits that changed
 * @param measurements of the followed run, new points by `statistic` or `statistic/variant`
 * @param deadLetters newest first, those that belong to no run included; null if unchanged
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Changes(
    long revision,
    List<RunSummary> runs,
    List<String> deleted,
    Map<String, Losses> losses,
    Map<String, List<MeasurementPoint>> measurements,
    List<DeadLetter> deadLetters) {}

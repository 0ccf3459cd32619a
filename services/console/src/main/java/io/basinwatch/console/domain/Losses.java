package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Buckets of minibatch losses, in the order of steps; the lists run in parallel. Null stands for
 * NaN, infinity and unknown.
 *
 * @param replace whether these are all buckets, not only changed ones
 * @param first first step in the bucket, which identifies it
 * @param step mean step in the bucket
 * @param mean mean loss
 * @param gradientNorm mean norm of the minibatch gradients
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Losses(
    boolean replace,
    List<Long> first,
    List<Double> step,
    List<Double> mean,
    List<Double> min,
    List<Double> max,
    List<Double> gradientNorm) {}

package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some samples of a probe: {@code 0-499+1000-1499}, both ends of a range included.
 *
 * @param ranges none of which overlap
 */
public record SampleSubset(List<Range> ranges) {
  /**
   * Subsets, separated by commas.
   *
   * @throws InvalidInputException for what is no range, overlaps within a subset, or is there twice
   */
  public static List<SampleSubset> listOf(String setting, String text) {
    String subject = "setting %s = '%s'".formatted(setting, text);
    List<SampleSubset> subsets = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      SampleSubset subset = of(subject, part);
      if (subsets.stream().anyMatch(subset::isSame)) {
        throw new InvalidInputException("%s: %s is there twice".formatted(subject, subset.name()));
      }
      subsets.add(subset);
    }
    return subsets;
  }

  private static SampleSubset of(String subject, String part) {
    List<Range> ranges = new ArrayList<>();
    for (String each : part.split("\\+", -1)) {
      Range range = Range.parse(subject, each.strip());
      for (Range other : ranges) {
        if (other.overlaps(range)) {
          throw new InvalidInputException("%s: %s and %s overlap".formatted(subject, other, range));
        }
      }
      ranges.add(range);
    }
    return new SampleSubset(List.copyOf(ranges));
  }

  /** In whatever order their ranges are given. */
  private boolean isSame(SampleSubset other) {
    return Set.copyOf(ranges).equals(Set.copyOf(other.ranges));
  }

  /** As it is given, without spaces. */
  public String name() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining("+"));
  }

  /**
   * @param probe number of its samples
   * @throws InvalidInputException for a range beyond the probe
   */
  public void requireWithin(String setting, int probe) {
    for (Range range : ranges) {
      if (range.to() >= probe) {
        throw new InvalidInputException(
            "setting %s: %s goes beyond the %d samples of the training probe"
                .formatted(setting, range, probe));
      }
    }
  }

  int[] samples() {
    return ranges.stream()
        .flatMapToInt(range -> IntStream.rangeClosed(range.from(), range.to()))
        .toArray();
  }
}

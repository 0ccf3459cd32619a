package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some samples of a probe: {@code 0-499+1000-1499}, both ends of a range included.
 *
 * @param ranges none of which overlap
 */
public record SampleSubset(List<Range> ranges) {

  /**
   * Samples one after the other.
   *
   * @param to the last one
   */
  private record Range(int from, int to) {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    boolean overlaps(Range other) {
      return from <= other.to && other.from <= to;
    }

    IntStream samples() {
      return IntStream.rangeClosed(from, to);
    }

    @Override
    public String toString() {
      return from + "-" + to;
    }
  }

  /**
   * Subsets, separated by commas.
   *
   * @throws InvalidInputException for what is no range, overlaps within a subset, or is there twice
   */
  public static List<SampleSubset> listOf(String setting, String text) {
    List<SampleSubset> subsets = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      SampleSubset subset = of(setting, text, part);
      if (subsets.contains(subset)) {
        throw invalid(setting, text, subset.name() + " is there twice");
      }
      subsets.add(subset);
    }
    return subsets;
  }

  private static SampleSubset of(String setting, String text, String part) {
    List<Range> ranges = new ArrayList<>();
    for (String each : part.split("\\+", -1)) {
      Range range = range(setting, text, each.strip());
      for (Range other : ranges) {
        if (other.overlaps(range)) {
          throw invalid(setting, text, "%s and %s overlap".formatted(other, range));
        }
      }
      ranges.add(range);
    }
    return new SampleSubset(List.copyOf(ranges));
  }

  private static Range range(String setting, String text, String part) {
    Matcher matcher = Range.PATTERN.matcher(part);
    if (!matcher.matches()) {
      throw invalid(setting, text, "'%s' is no range such as 0-499".formatted(part));
    }
    Range range = new Range(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    if (range.to < range.from) {
      throw invalid(setting, text, part + " ends before it begins");
    }
    return range;
  }

  private static InvalidInputException invalid(String setting, String text, String problem) {
    return new InvalidInputException("setting %s = '%s': %s".formatted(setting, text, problem));
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
      if (range.to >= probe) {
        throw new InvalidInputException(
            "setting %s: %s goes beyond the %d samples of the training probe"
                .formatted(setting, range, probe));
      }
    }
  }

  int[] samples() {
    return ranges.stream().flatMapToInt(Range::samples).toArray();
  }
}

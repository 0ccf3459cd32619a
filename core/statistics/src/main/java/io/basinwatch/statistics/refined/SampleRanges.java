package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a probe: {@code 0-499, 500-999}, both ends included. */
public final class SampleRanges {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

  private SampleRanges() {}

  /**
   * One part.
   *
   * @param name as 0-499
   * @param from first sample
   */
  public record Range(String name, int from, int count) {}

  /**
   * @throws InvalidInputException for what is no range, or is there twice
   */
  public static List<Range> of(String setting, String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = RANGE.matcher(part.strip());
      if (!matcher.matches()) {
        throw new InvalidInputException(
            "setting %s = '%s': '%s' is no range such as 0-499"
                .formatted(setting, text, part.strip()));
      }
      int from = Integer.parseInt(matcher.group(1));
      int to = Integer.parseInt(matcher.group(2));
      if (to < from) {
        throw new InvalidInputException(
            "setting %s = '%s': %s ends before it begins".formatted(setting, text, part.strip()));
      }
      Range range = new Range(from + "-" + to, from, to - from + 1);
      if (ranges.contains(range)) {
        throw new InvalidInputException(
            "setting %s = '%s': %s is there twice".formatted(setting, text, range.name()));
      }
      ranges.add(range);
    }
    return ranges;
  }

  /**
   * @throws InvalidInputException for a range beyond the probe
   */
  public static void requireWithin(String setting, List<Range> ranges, int samples) {
    for (Range range : ranges) {
      if (range.from() + range.count() > samples) {
        throw new InvalidInputException(
            "setting %s: %s goes beyond the %d samples of the training probe"
                .formatted(setting, range.name(), samples));
      }
    }
  }
}

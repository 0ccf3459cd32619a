package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Samples or rows one after the other, written as {@code 0-499}.
 *
 * @param to the last one
 */
record Range(int from, int to) {
  /** How it is written. */
  static final String FORM = "(\\d{1,9})-(\\d{1,9})";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  /**
   * @param subject where the text stands, for the message
   * @throws InvalidInputException for what is no range, or ends before it begins
   */
  static Range parse(String subject, String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "%s: '%s' is no range such as 0-499".formatted(subject, text));
    }
    Range range = new Range(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    if (range.to < range.from) {
      throw new InvalidInputException("%s: %s ends before it begins".formatted(subject, text));
    }
    return range;
  }

  int count() {
    return to - from + 1;
  }

  boolean overlaps(Range other) {
    return from <= other.to && other.from <= to;
  }

  @Override
  public String toString() {
    return from + "-" + to;
  }
}

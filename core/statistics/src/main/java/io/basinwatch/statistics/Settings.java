package io.basinwatch.statistics;

import io.basinwatch.engine.InvalidInputException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings by name ({@code llc.step-size}), as users write them in every place: command line, run,
 * properties, chart.
 */
public record Settings(Map<String, String> values) {

  public static final Settings NONE = new Settings(Map.of());

  public Settings {
    values = Map.copyOf(values);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A finite number. */
  public double number(String name, double otherwise) {
    double value = parse(name, otherwise, Double::parseDouble, "a number");
    require(!has(name) || Double.isFinite(value), name, "must be finite");
    return value;
  }

  /** A finite number above 0. */
  public double positive(String name, double otherwise) {
    double value = number(name, otherwise);
    require(!has(name) || value > 0, name, "must be above 0");
    return value;
  }

  /** A finite number, 0 or above. */
  public double nonNegative(String name, double otherwise) {
    double value = number(name, otherwise);
    require(!has(name) || value >= 0, name, "must not be negative");
    return value;
  }

  public int integer(String name, int otherwise) {
    return parse(name, otherwise, Integer::parseInt, "a whole number");
  }

  /** A whole number that is at least {@code least}. */
  public int integer(String name, int otherwise, int least) {
    int value = integer(name, otherwise);
    require(!has(name) || value >= least, name, "must be at least " + least);
    return value;
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(String name, int otherwise, int least, int most) {
    int value = integer(name, otherwise, least);
    require(!has(name) || value <= most, name, "must be at most " + most);
    return value;
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** One of a few words. */
  public String choice(String name, String otherwise, Set<String> choices) {
    String value = text(name, otherwise).strip();
    require(
        choices.contains(value),
        name,
        "is not one of " + String.join(", ", new TreeSet<>(choices)));
    return value;
  }

  /**
   * @throws InvalidInputException for a name under the prefix that is not known
   */
  public void requireKnown(String prefix, Set<String> known) {
    for (String name : new TreeSet<>(values.keySet())) {
      if (name.startsWith(prefix) && !known.contains(name)) {
        throw new InvalidInputException(
            "setting %s is unknown; known: %s"
                .formatted(name, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private void require(boolean holds, String name, String rule) {
    if (!holds) {
      throw new InvalidInputException(
          "setting %s = '%s' %s".formatted(name, values.get(name), rule));
    }
  }

  private <T> T parse(String name, T otherwise, Function<String, T> parser, String kind) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return parser.apply(text.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException("setting %s = '%s' is not %s".formatted(name, text, kind), e);
    }
  }
}

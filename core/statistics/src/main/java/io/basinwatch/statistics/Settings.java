package io.basinwatch.statistics;

import io.basinwatch.engine.InvalidInputException;
import java.util.Map;
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

  public double number(String name, double otherwise) {
    return parse(name, otherwise, Double::parseDouble, "a number");
  }

  public int integer(String name, int otherwise) {
    return parse(name, otherwise, Integer::parseInt, "a whole number");
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
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

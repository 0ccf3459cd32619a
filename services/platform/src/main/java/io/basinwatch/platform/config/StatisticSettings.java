package io.basinwatch.platform.config;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Settings of statistics as a process has them: by the names that {@code --set} takes, as {@code
 * llc.draws=400} in properties or {@code LLC_DRAWS=400} in the environment.
 */
public final class StatisticSettings {
  private StatisticSettings() {}

  /**
   * @throws io.basinwatch.engine.InvalidInputException for a name that no statistic knows, or a
   *     value that it refuses
   */
  public static Settings of(Config config) {
    Set<String> known = Statistics.settingNames();
    Map<String, String> values = values(config, known);
    Set<String> families =
        known.stream().map(StatisticSettings::family).collect(Collectors.toSet());
    for (String name : config.getPropertyNames()) {
      if (families.contains(family(name)) && !known.contains(name)) {
        values.put(name, config.getOptionalValue(name, String.class).orElse(""));
      }
    }
    Settings settings = new Settings(values);
    Statistics.validate(settings);
    return settings;
  }

  /**
   * What a model may ask for, from the settings {@code model.*}.
   *
   * @throws io.basinwatch.engine.InvalidInputException for a limit that there is not, or a value
   *     that is not a whole number
   */
  static ModelLimits modelLimits(Config config) {
    for (String name : config.getPropertyNames()) {
      if (name.startsWith("model.max-") && !ModelLimits.SETTINGS.contains(name)) {
        throw new InvalidInputException(
            "setting %s is unknown; known: %s"
                .formatted(name, String.join(", ", new TreeSet<>(ModelLimits.SETTINGS))));
      }
    }
    return ModelLimits.of(values(config, ModelLimits.SETTINGS));
  }

  private static Map<String, String> values(Config config, Set<String> names) {
    Map<String, String> values = new TreeMap<>();
    for (String name : names) {
      config.getOptionalValue(name, String.class).ifPresent(value -> values.put(name, value));
    }
    return values;
  }

  /** {@code llc.} of {@code llc.draws}. */
  private static String family(String name) {
    return name.substring(0, name.indexOf('.') + 1);
  }
}

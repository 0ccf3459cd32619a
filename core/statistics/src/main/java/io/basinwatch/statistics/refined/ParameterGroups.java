package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterLayout.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Groups of parameters by name. */
public final class ParameterGroups {
  /** Stands for one group a layer: what shares the name up to its last dot. */
  public static final String LAYERS = "layers";

  private static final int NAMED = 20;

  private ParameterGroups() {}

  /**
   * Entries by the name of their group.
   *
   * @param patterns comma-separated; {@code *} stands for any characters, {@code layers} for every
   *     layer
   * @throws InvalidInputException for a pattern that matches nothing
   */
  public static Map<String, List<Entry>> of(
      ParameterLayout layout, String setting, String patterns) {
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    for (String pattern : patterns.split(",")) {
      String name = pattern.strip();
      if (name.equals(LAYERS)) {
        for (Entry entry : layout.entries()) {
          groups.computeIfAbsent(layer(entry.name()), key -> new ArrayList<>()).add(entry);
        }
      } else {
        groups.put(name, matching(layout, setting, name));
      }
    }
    return groups;
  }

  private static String layer(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return dot < 0 ? parameter : parameter.substring(0, dot);
  }

  private static List<Entry> matching(ParameterLayout layout, String setting, String pattern) {
    Pattern regex = Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
    List<Entry> entries =
        layout.entries().stream().filter(one -> regex.matcher(one.name()).matches()).toList();
    if (entries.isEmpty()) {
      String known =
          layout.entries().stream().limit(NAMED).map(Entry::name).collect(Collectors.joining(", "));
      throw new InvalidInputException(
          "setting %s: '%s' matches no parameter; there are %s%s"
              .formatted(setting, pattern, known, layout.entries().size() > NAMED ? ", ..." : ""));
    }
    return entries;
  }
}

package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterLayout.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * @throws InvalidInputException for a pattern that matches nothing, or that is given twice
   */
  public static Map<String, List<Entry>> of(
      ParameterLayout layout, String setting, String patterns) {
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    for (String pattern : patterns.split(",", -1)) {
      Map<String, List<Entry>> named = named(layout, setting, pattern.strip());
      for (String name : named.keySet()) {
        if (groups.containsKey(name)) {
          throw new InvalidInputException(
              "setting %s = '%s': group '%s' is there twice".formatted(setting, patterns, name));
        }
      }
      groups.putAll(named);
    }
    return groups;
  }

  private static Map<String, List<Entry>> named(
      ParameterLayout layout, String setting, String pattern) {
    if (!pattern.equals(LAYERS)) {
      return Map.of(pattern, matching(layout, setting, pattern));
    }
    return layout.entries().stream()
        .collect(
            Collectors.groupingBy(
                entry -> layer(entry.name()), LinkedHashMap::new, Collectors.toList()));
  }

  private static String layer(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return dot < 0 ? parameter : parameter.substring(0, dot);
  }

  private static List<Entry> matching(ParameterLayout layout, String setting, String pattern) {
    List<Entry> entries =
        layout.entries().stream().filter(entry -> matches(pattern, entry.name())).toList();
    if (entries.isEmpty()) {
      String known =
          layout.entries().stream().limit(NAMED).map(Entry::name).collect(Collectors.joining(", "));
      throw new InvalidInputException(
          "setting %s: '%s' matches no parameter; there are %s%s"
              .formatted(setting, pattern, known, layout.entries().size() > NAMED ? ", ..." : ""));
    }
    return entries;
  }

  /** Without backtracking beyond the last asterisk: what it stands for grows by one. */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int asterisk = -1;
    int resumed = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        asterisk = p++;
        resumed = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (asterisk >= 0) {
        p = asterisk + 1;
        n = ++resumed;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(rest -> rest == '*');
  }
}

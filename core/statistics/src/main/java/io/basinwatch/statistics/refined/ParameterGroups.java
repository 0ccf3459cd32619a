package io.basinwatch.statistics.refined;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterLayout.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Groups of parameters by name. */
public final class ParameterGroups {
  /** Stands for one group a layer: what shares the name up to its last dot. */
  public static final String LAYERS = "layers";

  private static final int NAMED = 20;
  private static final Pattern ROWS = Pattern.compile("(.*)\\[(" + Range.FORM + ")]");

  private ParameterGroups() {}

  /**
   * Entries by the name of their group.
   *
   * @param patterns comma-separated; {@code *} stands for any characters, {@code +} joins patterns
   *     to one group, {@code [0-63]} takes rows of each parameter, {@code layers} stands for every
   *     layer
   * @throws InvalidInputException for a pattern that matches nothing, or that is given twice, for
   *     rows that do not exist or overlap
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
      return Map.of(pattern, joined(layout, setting, pattern));
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

  private static List<Entry> joined(ParameterLayout layout, String setting, String group) {
    List<Entry> entries = new ArrayList<>();
    for (String pattern : group.split("\\+", -1)) {
      for (Entry entry : parts(layout, setting, pattern.strip())) {
        if (entries.contains(entry)) {
          continue;
        }
        if (entries.stream().anyMatch(other -> overlap(other, entry))) {
          throw new InvalidInputException(
              "setting %s: '%s' has some of %s twice".formatted(setting, group, entry.name()));
        }
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparingInt(Entry::offset));
    return entries;
  }

  private static boolean overlap(Entry a, Entry b) {
    return places(a).overlaps(places(b));
  }

  private static Range places(Entry entry) {
    return new Range(entry.offset(), entry.offset() + entry.size() - 1);
  }

  private static List<Entry> parts(ParameterLayout layout, String setting, String pattern) {
    Matcher rows = ROWS.matcher(pattern);
    if (!rows.matches()) {
      return matching(layout, setting, pattern);
    }
    Range range = Range.parse("setting %s: '%s'".formatted(setting, pattern), rows.group(2));
    return matching(layout, setting, rows.group(1)).stream()
        .map(entry -> rows(entry, setting, pattern, range))
        .toList();
  }

  private static Entry rows(Entry entry, String setting, String pattern, Range range) {
    int count = entry.shape().isEmpty() ? 0 : entry.shape().getFirst();
    if (range.to() >= count) {
      throw new InvalidInputException(
          "setting %s: '%s' names no rows of %s, which has %d"
              .formatted(setting, pattern, entry.name(), count));
    }
    List<Integer> shape = new ArrayList<>(entry.shape());
    shape.set(0, range.count());
    String name = "%s[%s]".formatted(entry.name(), range);
    return new Entry(name, shape, entry.offset() + range.from() * (entry.size() / count));
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

package io.basinwatch.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Cases that are left out: {@code operator-case-exclusions.txt} says why. */
final class Exclusions {
  private static final String FILE = "/operator-case-exclusions.txt";

  private final Map<Pattern, Integer> counts = new LinkedHashMap<>();

  private Exclusions() {}

  /** A line has a regular expression for a case's whole name, a blank, and the reason. */
  static Exclusions read() throws IOException {
    Exclusions exclusions = new Exclusions();
    try (InputStream file = Exclusions.class.getResourceAsStream(FILE)) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> exclusions.counts.put(Pattern.compile(line.split(" ")[0]), 0));
    }
    return exclusions;
  }

  boolean excludes(String name) {
    for (Pattern pattern : counts.keySet()) {
      if (pattern.matcher(name).matches()) {
        counts.merge(pattern, 1, Integer::sum);
        return true;
      }
    }
    return false;
  }

  int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Expressions that left nothing out. */
  List<String> unused() {
    List<String> unused = new ArrayList<>();
    counts.forEach(
        (pattern, count) -> {
          if (count == 0) {
            unused.add(pattern.pattern());
          }
        });
    return unused;
  }
}

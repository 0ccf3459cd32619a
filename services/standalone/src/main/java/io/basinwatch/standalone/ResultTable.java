package io.basinwatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.basinwatch.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Results as people read them, in columns. */
final class ResultTable {
  private static final List<String> HEADER =
      List.of("statistic", "value", "standard error", "verdict", "");

  private final List<List<String>> rows = new ArrayList<>(List.of(HEADER));

  static ResultTable of(List<Estimate> estimates) {
    ResultTable table = new ResultTable();
    estimates.forEach(
        estimate ->
            table.add(
                estimate.key(),
                number(estimate.value()),
                number(estimate.standardError()),
                estimate.verdict().label(),
                estimate.reason()));
    return table;
  }

  void add(String statistic, String value, String standardError, String verdict, String reason) {
    rows.add(List.of(statistic, value, standardError, verdict, reason));
  }

  /** A number to six digits; a dash for none. */
  static String number(JsonNode value) {
    return number(value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty());
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.6g", value.getAsDouble()) : "-";
  }

  @Override
  public String toString() {
    int columns = HEADER.size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        line.append(pad(row.get(c), width(c), c == 1 || c == 2)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String pad(String cell, int width, boolean right) {
    String space = " ".repeat(width - cell.length());
    return right ? space + cell : cell + space;
  }
}

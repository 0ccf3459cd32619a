package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.trainers.publish.RunPublisher;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Reads {@code losses.csv}: a header {@code step,loss} or {@code step,loss,split}, then a row for
 * each loss, its split {@code train} or {@code heldout}.
 */
final class SavedLosses {
  private static final List<String> WITHOUT_SPLIT = List.of("step", "loss");
  private static final List<String> WITH_SPLIT = List.of("step", "loss", "split");

  private record Row(long step, double loss, boolean heldout) {}

  private final List<Row> rows;
  private int published;

  private SavedLosses(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * Losses in the order of their steps; none where the file is missing.
   *
   * @throws InvalidInputException naming the line that is wrong
   */
  static SavedLosses read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      List<String> lines = lines(file);
      int columns = columns(file, lines);
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          rows.add(row(file, i + 1, cells(lines.get(i)), columns));
        }
      }
    }
    rows.sort(Comparator.comparingLong(Row::step));
    return new SavedLosses(rows);
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": is not text in UTF-8", e);
    }
  }

  private static int columns(Path file, List<String> lines) {
    List<String> header = lines.isEmpty() ? List.of() : cells(lines.getFirst());
    if (!header.equals(WITHOUT_SPLIT) && !header.equals(WITH_SPLIT)) {
      throw new InvalidInputException(
          "%s: line 1 is not the header step,loss or step,loss,split".formatted(file));
    }
    return header.size();
  }

  private static Row row(Path file, int line, List<String> cells, int columns) {
    try {
      if (cells.size() != columns) {
        throw new IllegalArgumentException("%d cells".formatted(cells.size()));
      }
      return new Row(
          Long.parseLong(cells.get(0)),
          Double.parseDouble(cells.get(1)),
          columns == WITH_SPLIT.size() && isHeldout(cells.get(2)));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s: line %d is not %s".formatted(file, line, expected(columns)), e);
    }
  }

  private static boolean isHeldout(String split) {
    return switch (split) {
      case "train" -> false;
      case "heldout" -> true;
      default -> throw new IllegalArgumentException(split);
    };
  }

  private static String expected(int columns) {
    return columns == WITH_SPLIT.size()
        ? "step,loss,split with the split train or heldout"
        : "step,loss as the header says";
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  /** Publishes what has not been published yet, to a step and with it. */
  void publishUpTo(long step, RunPublisher publisher) throws IOException {
    for (; published < rows.size() && rows.get(published).step() <= step; published++) {
      Row row = rows.get(published);
      if (row.heldout()) {
        publisher.heldoutLoss(row.step(), row.loss());
      } else {
        publisher.loss(row.step(), row.loss());
      }
    }
  }
}

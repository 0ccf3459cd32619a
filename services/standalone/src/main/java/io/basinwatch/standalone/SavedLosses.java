package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.trainers.publish.RunPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads {@code losses.csv}: a header {@code step,loss} or {@code step,loss,split}, then a row for
 * each loss, its split {@code train} or {@code heldout}.
 */
final class SavedLosses {
  private record Row(long step, double loss, boolean heldout) {}

  private final List<Row> rows;
  private int published;

  private SavedLosses(List<Row> rows) {
    this.rows = rows;
  }

  /** Losses in the order of their steps; none where the file is missing. */
  static SavedLosses read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          rows.add(parse(file, i + 1, lines.get(i).split(",", -1)));
        }
      }
    }
    rows.sort(Comparator.comparingLong(Row::step));
    return new SavedLosses(rows);
  }

  private static Row parse(Path file, int line, String[] cells) {
    try {
      return new Row(
          Long.parseLong(cells[0].strip()),
          Double.parseDouble(cells[1].strip()),
          cells.length > 2 && cells[2].strip().equals("heldout"));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new InvalidInputException(
          "%s: line %d is not step,loss or step,loss,split".formatted(file, line), e);
    }
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

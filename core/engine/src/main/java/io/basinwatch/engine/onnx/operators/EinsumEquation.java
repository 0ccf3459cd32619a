package io.basinwatch.engine.onnx.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The labels of an Einsum's operands and of its result. The axes that an ellipsis stands for are
 * labelled by their distance from its end.
 */
record EinsumEquation(List<List<String>> inputs, List<String> output) {

  static EinsumEquation parse(String text, List<Integer> ranks) {
    String equation = text.replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (terms.length != ranks.size()) {
      throw new IllegalArgumentException(
          "equation '%s' for %d inputs".formatted(text, ranks.size()));
    }
    List<List<String>> inputs = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      inputs.add(labels(terms[i], ranks.get(i)));
    }
    int hidden =
        inputs.stream()
            .mapToInt(labels -> (int) labels.stream().filter(EinsumEquation::isHidden).count())
            .max()
            .orElse(0);
    List<String> output =
        arrow < 0
            ? implied(inputs, hidden)
            : labels(
                equation.substring(arrow + 2),
                hidden + equation.substring(arrow + 2).replace("...", "").length());
    return new EinsumEquation(List.copyOf(inputs), output);
  }

  private static List<String> labels(String term, int rank) {
    List<String> labels = new ArrayList<>();
    int dots = term.indexOf("...");
    for (int i = 0; i < term.length(); i++) {
      if (i == dots) {
        int count = Math.max(rank - (term.length() - 3), 0);
        labels.addAll(hidden(count));
        i += 2;
      } else {
        labels.add(term.substring(i, i + 1));
      }
    }
    return labels;
  }

  private static List<String> hidden(int count) {
    return IntStream.range(0, count)
        .map(i -> count - i)
        .mapToObj(distance -> "." + distance)
        .toList();
  }

  private static boolean isHidden(String label) {
    return label.length() > 1;
  }

  /** The hidden axes, then the labels that occur once, by the alphabet. */
  private static List<String> implied(List<List<String>> inputs, int hidden) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    inputs.stream().flatMap(List::stream).forEach(label -> counts.merge(label, 1, Integer::sum));
    List<String> output = new ArrayList<>(hidden(hidden));
    counts.forEach(
        (label, count) -> {
          if (!isHidden(label) && count == 1) {
            output.add(label);
          }
        });
    return output;
  }
}

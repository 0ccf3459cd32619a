package io.basinwatch.trainers.data;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Images of hand-written digits, 8 x 8 pixels (Alpaydin and Kaynak 1998; README beside the file).
 * Every fifth is held out: 1,438 to train on, 359 to be judged by.
 */
public final class Digits {
  /** Pixels of an image. */
  public static final int PIXELS = 64;

  public static final int CLASSES = 10;
  private static final float DARKEST = 16;
  private static final int HELD_OUT_EVERY = 5;

  private Digits() {}

  public static Dataset load() {
    try (InputStream resource = Digits.class.getResourceAsStream("digits.csv.gz");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII))) {
      List<String> lines = reader.readAllLines();
      return new Dataset(select(lines, false), select(lines, true));
    } catch (IOException e) {
      throw new UncheckedIOException("the digits that come with this program are unreadable", e);
    }
  }

  private static TensorFile select(List<String> lines, boolean heldout) {
    List<String[]> rows =
        IntStream.range(0, lines.size())
            .filter(i -> (i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1) == heldout)
            .mapToObj(i -> lines.get(i).split(","))
            .toList();
    float[] pixels = new float[rows.size() * PIXELS];
    long[] digits = new long[rows.size()];
    for (int i = 0; i < digits.length; i++) {
      for (int j = 0; j < PIXELS; j++) {
        pixels[i * PIXELS + j] = Integer.parseInt(rows.get(i)[j]) / DARKEST;
      }
      digits[i] = Long.parseLong(rows.get(i)[PIXELS]);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(Dataset.INPUT, Tensor.ofFloats(List.of(digits.length, PIXELS), pixels));
    tensors.put(Dataset.TARGET, Tensor.ofLongs(List.of(digits.length), digits));
    return TensorFile.of(tensors);
  }
}

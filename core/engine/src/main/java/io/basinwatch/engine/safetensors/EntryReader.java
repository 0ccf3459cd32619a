package io.basinwatch.engine.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one tensor's entry of a header and checks it in itself. */
final class EntryReader {
  private final String name;
  private TensorType type;
  private List<Long> shape;
  private List<Long> offsets;

  EntryReader(String name) {
    this.name = name;
  }

  /** From behind the opening brace to the closing one. */
  Header.Entry read(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "dtype" -> type = type(parser, value);
        case "shape" -> shape = numbers(parser, value, field);
        case "data_offsets" -> offsets = numbers(parser, value, field);
        default -> throw invalid("unknown field '%s'".formatted(field));
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw invalid("dtype, shape or data_offsets is missing");
    }
    return entry();
  }

  private Header.Entry entry() {
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw invalid("data_offsets %s are not a range".formatted(offsets));
    }
    long length = offsets.get(1) - offsets.get(0);
    if (length != bytes()) {
      throw invalid("%s%s does not have %d bytes".formatted(type, shape, length));
    }
    if (length > Integer.MAX_VALUE) {
      throw invalid(
          "%d bytes, more than the %d of one tensor".formatted(length, Integer.MAX_VALUE));
    }
    List<Integer> dimensions = shape.stream().map(Math::toIntExact).toList();
    return new Header.Entry(name, type, dimensions, offsets.get(0), offsets.get(1));
  }

  private long bytes() {
    try {
      shape.forEach(Math::toIntExact);
      return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
          "safetensors: tensor '%s': shape %s is too large".formatted(name, shape), e);
    }
  }

  private TensorType type(JsonParser parser, JsonToken value) throws IOException {
    Header.expect(value, JsonToken.VALUE_STRING);
    String label = parser.getText();
    return Arrays.stream(TensorType.values())
        .filter(known -> known.name().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    "type %s is not supported; supported: %s"
                        .formatted(label, TensorType.supported())));
  }

  private List<Long> numbers(JsonParser parser, JsonToken value, String field) throws IOException {
    Header.expect(value, JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(parser.getLongValue());
    }
    if (parser.currentToken() != JsonToken.END_ARRAY
        || numbers.stream().anyMatch(number -> number < 0)) {
      throw invalid("%s holds something else than whole numbers from 0".formatted(field));
    }
    return numbers;
  }

  private InvalidInputException invalid(String what) {
    return new InvalidInputException("safetensors: tensor '%s': %s".formatted(name, what));
  }
}

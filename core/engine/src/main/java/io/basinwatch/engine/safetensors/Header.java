package io.basinwatch.engine.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.basinwatch.engine.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file.
 *
 * @param entries in the file's order
 */
record Header(List<Entry> entries, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One tensor.
   *
   * @param begin of its bytes, counted from the end of the header
   * @param end of its bytes, not included
   */
  record Entry(String name, TensorType type, List<Integer> shape, long begin, long end) {}

  static Header read(ByteBuffer json) {
    byte[] text = new byte[json.remaining()];
    json.get(text);
    try (JsonParser parser = JSON.createParser(new String(text, StandardCharsets.UTF_8))) {
      Header header = read(parser);
      if (parser.nextToken() != null) {
        throw malformed("text after its end");
      }
      return header;
    } catch (IOException e) {
      throw new InvalidInputException("safetensors: header is not valid JSON: " + firstLine(e), e);
    }
  }

  private static Header read(JsonParser parser) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = Map.of();
    expect(parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      expect(parser.nextToken(), JsonToken.START_OBJECT);
      if (name.equals(METADATA)) {
        metadata = metadata(parser);
      } else {
        entries.add(new EntryReader(name).read(parser));
      }
    }
    return new Header(entries, metadata);
  }

  private static Map<String, String> metadata(JsonParser parser) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(parser.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, parser.getText());
    }
    return metadata;
  }

  static byte[] write(TensorFile file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!file.metadata().isEmpty()) {
        writeMetadata(json, file.metadata());
      }
      long begin = 0;
      for (Map.Entry<String, Tensor> tensor : file.tensors().entrySet()) {
        writeEntry(json, tensor.getKey(), tensor.getValue(), begin);
        begin += tensor.getValue().data().capacity();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void writeMetadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    json.writeObjectFieldStart(METADATA);
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeEntry(JsonGenerator json, String name, Tensor tensor, long begin)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("dtype", tensor.type().name());
    json.writeArrayFieldStart("shape");
    for (int dimension : tensor.shape()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(begin);
    json.writeNumber(begin + tensor.data().capacity());
    json.writeEndArray();
    json.writeEndObject();
  }

  static void expect(JsonToken actual, JsonToken expected) {
    if (actual != expected) {
      throw malformed("%s where %s should be".formatted(actual, expected));
    }
  }

  private static InvalidInputException malformed(String what) {
    return new InvalidInputException("safetensors: header is malformed: " + what);
  }

  private static String firstLine(IOException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }
}

package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import java.io.IOException;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Counts what a file would become before it is parsed: two bytes can stand for an object of a
 * hundred. Files that break off or make no sense are left to the parser, which stops at the same
 * place.
 */
final class WireScan {
  /** A node's own object, its operands' names and its attributes, in a usual model. */
  private static final int PARTS_PER_NODE = 40;

  /** Bytes of packed whole numbers that take as much memory as a small object. */
  private static final int PACKED_BYTES_PER_PART = 4;

  /** Graphs within graphs. */
  private static final int DEEPEST = 32;

  /** Messages that a model can have any number of, and which of their fields are such ones. */
  private enum Kind {
    MODEL,
    TRAINING,
    GRAPH,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE_TENSOR,
    DESCRIPTION;

    /** What a field holds, or null where it is no such message. */
    Kind field(int number) {
      return switch (this) {
        case MODEL ->
            switch (number) {
              case 7 -> GRAPH;
              case 20 -> TRAINING;
              case 25 -> FUNCTION;
              default -> null;
            };
        case TRAINING -> number <= 2 ? GRAPH : null;
        case GRAPH ->
            switch (number) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 15 -> SPARSE_TENSOR;
              case 11, 12, 13, 14 -> DESCRIPTION;
              default -> null;
            };
        case FUNCTION -> number == 7 ? NODE : number == 11 ? ATTRIBUTE : null;
        case NODE -> number == 5 ? ATTRIBUTE : null;
        case ATTRIBUTE ->
            switch (number) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              case 8, 14, 15 -> DESCRIPTION;
              default -> null;
            };
        case TENSOR ->
            number == 1 || number == 5 || number == 7 || number == 11 ? DESCRIPTION : null;
        case SPARSE_TENSOR -> number <= 2 ? TENSOR : DESCRIPTION;
        case DESCRIPTION -> null;
      };
    }
  }

  private final ModelLimits limits;
  private long nodes;
  private long parts;

  private WireScan(ModelLimits limits) {
    this.limits = limits;
  }

  /**
   * @throws InvalidInputException if it has more than the limits allow
   * @throws IOException if it has what no ONNX file has
   */
  static void check(ByteString file, ModelLimits limits) throws IOException {
    try {
      new WireScan(limits).message(Kind.MODEL, file.newCodedInput(), 0);
    } catch (InvalidProtocolBufferException e) {
      // The parser comes to the same place and says what is wrong.
      return;
    }
  }

  private void message(Kind kind, CodedInputStream input, int depth) throws IOException {
    requireDepth(depth);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      countParts(1);
      int type = WireFormat.getTagWireType(tag);
      if (type == WireFormat.WIRETYPE_START_GROUP) { // groups can lie within each other
        throw new IOException("it has a group of fields, which ONNX never has");
      }
      Kind field = kind.field(WireFormat.getTagFieldNumber(tag));
      if (field == null || type != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        input.skipField(tag);
      } else {
        nested(field, input, depth + (field == Kind.GRAPH ? 1 : 0));
      }
    }
  }

  /**
   * @param depth of a graph, the model's own being the first
   * @throws InvalidInputException if it lies in too many others
   */
  static void requireDepth(int depth) {
    if (depth > DEEPEST) {
      throw new InvalidInputException(
          "model: its graphs lie within each other more than %d deep".formatted(DEEPEST));
    }
  }

  private void nested(Kind kind, CodedInputStream input, int depth) throws IOException {
    int length = input.readRawVarint32();
    if (kind == Kind.DESCRIPTION) {
      countParts(length / PACKED_BYTES_PER_PART);
      input.skipRawBytes(length);
      return;
    }
    if (kind == Kind.NODE) {
      count(++nodes, limits.nodes(), "nodes");
    }
    int outer = input.pushLimit(length);
    message(kind, input, depth);
    input.popLimit(outer);
  }

  private void countParts(int more) {
    parts += more;
    count(parts, (long) limits.nodes() * PARTS_PER_NODE, "parts (names, attributes, numbers)");
  }

  private void count(long number, long limit, String what) {
    if (number > limit) {
      throw new InvalidInputException(
          "model: it has more than %d %s; the setting %s allows no more"
              .formatted(limit, what, ModelLimits.NODES));
    }
  }
}

package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.OffHeapFile;
import io.basinwatch.engine.onnx.operators.OperatorNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataLocation;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * Numbers that a model keeps in other files. They are looked for in the model's own folder and
 * nowhere else, and read when they are needed: weights come from a checkpoint.
 */
final class ExternalData {
  private final Optional<Path> folder;
  private final Map<Path, MemorySegment> files = new HashMap<>();

  /**
   * @param folder of the model; none for a model that came without one
   */
  ExternalData(Optional<Path> folder) {
    this.folder = folder;
  }

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == DataLocation.EXTERNAL;
  }

  /**
   * Checks where a tensor's numbers are said to lie.
   *
   * @param what the tensor is, for messages
   * @throws InvalidInputException if that is outside of the model's folder
   */
  void check(TensorProto tensor, String what) {
    if (isExternal(tensor)) {
      location(tensor, what);
    }
  }

  /** Whether its numbers can be looked for. */
  boolean isReadable(TensorProto tensor) {
    return isExternal(tensor) && folder.isPresent();
  }

  /**
   * The tensor with its numbers in it.
   *
   * @throws InvalidInputException if they cannot be had
   */
  TensorProto resolve(TensorProto tensor, String what) {
    if (!isExternal(tensor)) {
      return tensor;
    }
    Path location = location(tensor, what);
    if (folder.isEmpty()) {
      throw new InvalidInputException(
          ("model: %s has its numbers in another file, '%s', which is read beside a model file"
                  + " only; store them in the model or in the checkpoint")
              .formatted(what, location));
    }
    MemorySegment file = file(folder.get(), location, what);
    long offset = number(tensor, "offset", 0, what);
    long length = number(tensor, "length", file.byteSize() - offset, what);
    if (offset > file.byteSize() || length < 0 || length > file.byteSize() - offset) {
      throw new InvalidInputException(
          "model: %s lies at bytes %d to %d + %d of '%s', which has %d"
              .formatted(what, offset, offset, length, location, file.byteSize()));
    }
    if (length > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "model: %s has %d bytes, more than %d".formatted(what, length, Integer.MAX_VALUE));
    }
    return tensor.toBuilder()
        .clearDataLocation()
        .clearExternalData()
        .setRawData(UnsafeByteOperations.unsafeWrap(file.asSlice(offset, length).asByteBuffer()))
        .build();
  }

  /** The node with the numbers of its attributes' tensors in it. */
  NodeProto resolve(NodeProto node, int opset) {
    if (node.getAttributeList().stream().noneMatch(attribute -> isExternal(attribute.getT()))) {
      return node;
    }
    NodeProto.Builder resolved = node.toBuilder();
    for (AttributeProto.Builder attribute : resolved.getAttributeBuilderList()) {
      if (attribute.hasT()) {
        String what =
            "attribute '%s' of %s"
                .formatted(attribute.getName(), OperatorNode.describe(node, opset));
        attribute.setT(resolve(attribute.getT(), what));
      }
    }
    return resolved.build();
  }

  /** The path that it gives, relative to the model's folder. */
  private static Path location(TensorProto tensor, String what) {
    String text = entry(tensor, "location").orElse("");
    try {
      Path path = Path.of(text);
      boolean leaves = false;
      for (Path name : path) {
        leaves |= name.toString().equals("..");
      }
      if (!text.isEmpty() && !path.isAbsolute() && !leaves && !text.contains("\\")) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "model: %s has its numbers in '%s', which is no path".formatted(what, text), e);
    }
    throw new InvalidInputException(
        "model: %s has its numbers in '%s', which is not a file in the model's folder"
            .formatted(what, text));
  }

  private synchronized MemorySegment file(Path folder, Path location, String what) {
    try {
      Path file = folder.resolve(location);
      if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
        throw new InvalidInputException("it leads out of the model's folder");
      }
      return files.computeIfAbsent(file, OffHeapFile::read);
    } catch (IOException | InvalidInputException e) {
      throw new InvalidInputException(
          "model: %s has its numbers in '%s': %s".formatted(what, location, e.getMessage()), e);
    }
  }

  private static long number(TensorProto tensor, String key, long otherwise, String what) {
    String text = entry(tensor, key).orElse(null);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("\\d+") && new BigInteger(text).bitLength() < Long.SIZE) {
      return Long.parseLong(text);
    }
    throw new InvalidInputException(
        "model: %s has %s '%s' in its file: it must be a number of bytes, 0 or more"
            .formatted(what, key, text));
  }

  private static Optional<String> entry(TensorProto tensor, String key) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(StringStringEntryProto::getValue)
        .findFirst();
  }
}

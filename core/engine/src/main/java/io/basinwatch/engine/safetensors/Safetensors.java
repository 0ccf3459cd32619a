package io.basinwatch.engine.safetensors;

import java.nio.file.Path;

/** Reads and writes safetensors files. */
public final class Safetensors {
  private Safetensors() {}

  public static TensorFile read(byte[] file) {
    throw new UnsupportedOperationException();
  }

  public static TensorFile read(Path file) {
    throw new UnsupportedOperationException();
  }

  public static byte[] write(TensorFile file) {
    throw new UnsupportedOperationException();
  }
}

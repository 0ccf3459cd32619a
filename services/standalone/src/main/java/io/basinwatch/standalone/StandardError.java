package io.basinwatch.standalone;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The launcher takes a line of the JVM's own off standard error (the Vector API still incubates),
 * so file descriptor 2 is a pipe to it. The original is descriptor 3: what is written there has
 * arrived when the process ends.
 */
final class StandardError {
  private static final Path ORIGINAL = Path.of("/dev/fd/3");

  private StandardError() {}

  /** Lets {@link System#err} write to the original, where the launcher says that there is one. */
  static void restore() {
    if (Boolean.getBoolean("basinwatch.launcher") && Files.isWritable(ORIGINAL)) {
      try {
        System.setErr(new PrintStream(new FileOutputStream(ORIGINAL.toFile(), true), true));
      } catch (IOException e) {
        System.err.println("standard error is a pipe: " + e.getMessage());
      }
    }
  }

  /** Whether a person reads along. */
  static boolean isTerminal() {
    return Boolean.getBoolean("basinwatch.terminal");
  }
}

package io.basinwatch.standalone;

import java.nio.file.Path;

/** The folder in which the one-JVM commands keep what survives them. */
record Home(Path folder) {

  /** {@code $BASINWATCH_HOME}, by default {@code ~/.basinwatch}. */
  static Home ofUser() {
    String chosen = System.getenv("BASINWATCH_HOME");
    boolean unset = chosen == null || chosen.isBlank();
    Path folder = unset ? Path.of(System.getProperty("user.home"), ".basinwatch") : Path.of(chosen);
    return new Home(folder.toAbsolutePath().normalize());
  }

  /** The broker's log. */
  Path kafka() {
    return folder.resolve("kafka");
  }

  /** Weights and probes that are too large for a record. */
  Path store() {
    return folder.resolve("store");
  }
}

package io.basinwatch.standalone;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the one-JVM commands keep what survives them.
 *
 * @param kafka the broker's log
 * @param store weights and probes that are too large for a record
 */
record Home(Path kafka, Path store) {

  /** As the environment says; by default below {@code ~/.basinwatch}. */
  static Home ofUser() {
    return of(System.getenv());
  }

  static Home of(Map<String, String> environment) {
    Path user = Path.of(System.getProperty("user.home"), ".basinwatch");
    Path folder = chosen(environment, "BASINWATCH_HOME", user);
    Path store = chosen(environment, "BASINWATCH_STORE", folder.resolve("store"));
    return new Home(folder.resolve("kafka"), chosen(environment, "BASINWATCH_STORE_ROOT", store));
  }

  private static Path chosen(Map<String, String> environment, String variable, Path otherwise) {
    String chosen = environment.getOrDefault(variable, "");
    return (chosen.isBlank() ? otherwise : Path.of(chosen)).toAbsolutePath().normalize();
  }
}

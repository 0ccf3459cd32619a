package io.basinwatch.standalone;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * What a command did.
 *
 * @param out its standard output
 * @param err its standard error
 */
record CommandRun(int code, String out, String err) {

  /** Runs a command in this JVM. */
  static CommandRun of(String... args) {
    return of(() -> Basinwatch.execute(args));
  }

  /** Runs what gives an exit code. */
  static synchronized CommandRun of(IntSupplier command) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = command.getAsInt();
      return new CommandRun(code, text(out), text(err));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }
}

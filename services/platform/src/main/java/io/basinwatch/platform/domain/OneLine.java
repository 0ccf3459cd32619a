package io.basinwatch.platform.domain;

/** Text for a header, a log line or a table. */
public final class OneLine {
  private static final int LONGEST = 1000;

  private OneLine() {}

  /** The text without line breaks, cut where it is very long. */
  public static String of(String text) {
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
  }

  /** What an exception says, or its name where it says nothing. */
  public static String of(Throwable exception) {
    String message = exception.getMessage();
    return of(message == null || message.isBlank() ? exception.toString() : message);
  }
}

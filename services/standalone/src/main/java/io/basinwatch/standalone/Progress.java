package io.basinwatch.standalone;

/** One line on the terminal that is overwritten; nothing where standard error is a file. */
interface Progress extends AutoCloseable {

  void show(String line);

  @Override
  void close();

  static Progress onTerminal() {
    return StandardError.isTerminal() ? new Terminal() : new Silent();
  }

  /** Overwrites its line. */
  final class Terminal implements Progress {
    private static final String CLEAR = "\r\033[K";

    @Override
    public void show(String line) {
      System.err.print(CLEAR + line);
    }

    @Override
    public void close() {
      System.err.print(CLEAR);
    }
  }

  /** Says nothing. */
  final class Silent implements Progress {
    @Override
    public void show(String line) {}

    @Override
    public void close() {}
  }
}

package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** Exceptions whose messages are but a path, or several lines, or none. */
class ErrorsTest {

  private static CommandRun of(Exception exception) {
    return CommandRun.of(
        () -> {
          try {
            return Errors.ofExecution(exception, null, null);
          } catch (Exception e) {
            throw new AssertionError("not said in a line", e);
          }
        });
  }

  private static CommandRun said(int code, String line) {
    return new CommandRun(code, "", "error: " + line);
  }

  @Test
  void aFileThatCannotBeUsed() {
    // Given
    String path = "/runs/run.json";

    // When
    // Then
    assertThat(of(new NoSuchFileException(path))).isEqualTo(said(2, path + ": no such file"));
    assertThat(of(new AccessDeniedException(path)))
        .isEqualTo(said(1, path + ": permission denied"));
    assertThat(of(new FileAlreadyExistsException(path)))
        .isEqualTo(said(1, "java.nio.file.FileAlreadyExistsException: " + path));
  }

  @Test
  void whatElseFailsOutside() {
    // Given
    // When
    // Then
    assertThat(of(new IOException("no space\n  left"))).isEqualTo(said(1, "no space left"));
    assertThat(of(new IOException())).isEqualTo(said(1, "java.io.IOException"));
  }
}

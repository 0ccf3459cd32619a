package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ServerTest {

  @Test
  void aPortThatIsTaken() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();

      // When
      CommandRun run = CommandRun.of("up", "--port", String.valueOf(port));

      // Then
      assertThat(run.err())
          .startsWith("error: port %d cannot be used: ".formatted(port))
          .hasLineCount(1)
          .contains("in use");
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void whatQuarkusWrapsIsTheReason() {
    // Given
    Throwable invalid = new InvalidInputException("llc.draws", new NumberFormatException("abc"));
    Throwable other = new IOException("no\nnetwork");

    // When
    // Then
    assertThat(Server.notStarted(new RuntimeException("Failed to start", invalid)))
        .isSameAs(invalid);
    assertThat(Server.notStarted(new RuntimeException("Failed to start", other)))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("the services did not start: no network");
  }
}

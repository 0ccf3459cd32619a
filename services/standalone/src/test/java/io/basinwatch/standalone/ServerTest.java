package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ServerTest {

  private static void assertRefused(int port, String reason) {
    CommandRun run = CommandRun.of("up", "--port", String.valueOf(port));
    assertThat(run.err())
        .startsWith("error: port %d cannot be used: ".formatted(port))
        .hasLineCount(1)
        .contains(reason);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0)) {

      // When
      // Then
      assertRefused(taken.getLocalPort(), "in use");
    }
  }

  @Test
  void aNumberThatIsNoPort() {
    // Given
    // When
    // Then
    assertRefused(70_000, "out of range");
  }
}

package io.basinwatch.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServerTest {

  @Test
  void aPortThatIsTaken() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      // When
      CommandRun run = CommandRun.of("up", "--port", String.valueOf(port));

      // Then
      assertThat(run.err())
          .startsWith("error: port %d of 127.0.0.1 cannot be used: ".formatted(port))
          .hasLineCount(1)
          .contains("in use");
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void nobodyElseReachesThePageUnlessTold() {
    // Given
    // When
    ServerOptions options = CommandLine.populateCommand(new ServerOptions());

    // Then
    assertThat(options.host.isLoopbackAddress()).isTrue();
  }

  @Test
  void anImageSaysWhereCommandsListenByDefault() throws Exception {
    // Given
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--class-path",
            System.getProperty("java.class.path"),
            Basinwatch.class.getName(),
            "up",
            "--help");
    builder.environment().put("QUARKUS_HTTP_HOST", "0.0.0.0");

    // When
    String help = new String(builder.start().getInputStream().readAllBytes(), UTF_8);

    // Then
    assertThat(help).contains("(default 0.0.0.0)");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost",
    "127.0.0.2, 127.0.0.2",
    "0.0.0.0, localhost",
    "192.0.2.7, 192.0.2.7",
    "::, localhost",
    "::1, [0:0:0:0:0:0:0:1]",
    "2001:db8::1, [2001:db8:0:0:0:0:0:1]",
    "fe80::1%1, [fe80:0:0:0:0:0:0:1%251]"
  })
  void thePageIsWhereItListens(String host, String named) {
    // Given
    // When
    ServerOptions options = CommandLine.populateCommand(new ServerOptions(), "--host", host);

    // Then
    assertThat(options.url()).isEqualTo("http://%s:8080".formatted(named));
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

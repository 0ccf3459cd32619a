package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a folder from being published is one line. */
class ReplayCommandTest {
  @TempDir Path folder;

  private SampleFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new SampleFiles(folder);
    files.writeRun();
  }

  private void assertRefused(int code, String kafka, String... parts) {
    CommandRun run = CommandRun.of("replay", folder.toString(), "--kafka", kafka);
    assertThat(run.err()).startsWith("error: ").hasLineCount(1).contains(parts);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
  }

  /** The first is a port that nothing listens on, the others are no addresses. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "nowhere.invalid:9092", "nowhere"})
  void anAbsentBroker(String kafka) {
    // Given
    // When
    // Then
    assertRefused(1, kafka, "Kafka at " + kafka, "./basinwatch up", "--kafka");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,1.5' | line 1 is not the header step,loss or step,loss,split",
        "'step,loss,heldout\n1,1.5,heldout' | line 1",
        "'step,loss\n1,1.5\n2,1.5,heldout' | line 3 is not step,loss",
        "'step,loss\none,1.5' | line 2 is not step,loss",
        "'step,loss,split\n1,1.5,test' | line 2 is not step,loss,split with the split train or",
        "'step,loss,split\n1,1.5' | line 2"
      })
  void lossesInAnotherForm(String losses, String named) throws IOException {
    // Given
    Files.writeString(files.file("losses.csv"), losses);

    // When
    // Then
    assertRefused(2, "127.0.0.1:1", "losses.csv", named);
  }

  @Test
  void twoCheckpointsOfOneStep() throws IOException {
    // Given
    files.write("checkpoints/again-10.safetensors", files.weights());

    // When
    // Then
    assertRefused(
        2, "127.0.0.1:1", "step-10.safetensors: has the same step as again-10.safetensors");
  }

  @Test
  void aStepBeyondAllNumbers() throws IOException {
    // Given
    files.write("checkpoints/12345678901234567890.safetensors", files.weights());

    // When
    // Then
    assertRefused(2, "127.0.0.1:1", "12345678901234567890.safetensors: its step is beyond 64 bits");
  }

  @ParameterizedTest
  @CsvSource({"run.json", "losses.csv"})
  void textInAnotherEncoding(String name) throws IOException {
    // Given
    files.write(name, new byte[] {'{', '"', (byte) 0xfc, '"'});

    // When
    // Then
    assertRefused(2, "127.0.0.1:1", name);
  }
}

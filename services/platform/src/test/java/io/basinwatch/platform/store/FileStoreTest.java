package io.basinwatch.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  private static final byte[] DATA = {1, 2, 3};

  @TempDir Path home;
  private Path root;
  private FileStore store;

  @BeforeEach
  void create() throws IOException {
    root = Files.createDirectory(home.resolve("store"));
    store = new FileStore(root);
  }

  @Test
  void aFileBelowTheRootIsRead() throws IOException {
    // Given
    Path file = Files.write(Files.createDirectory(root.resolve("run")).resolve("w"), DATA);

    // When
    MemorySegment data = store.read(file.toUri(), DATA.length);

    // Then
    assertThat(data.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(DATA);
  }

  @Test
  void pathsThatLeadOutAreRefused() throws IOException {
    // Given
    Path secret = Files.write(home.resolve("secret"), DATA);
    Path link = Files.createSymbolicLink(root.resolve("link"), secret);
    URI dots = URI.create(root.toUri() + "../secret");
    Path sibling = Files.createDirectory(home.resolve("store-2")).resolve("w");
    Files.write(sibling, DATA);

    // When, Then
    for (URI uri : new URI[] {secret.toUri(), link.toUri(), dots, sibling.toUri()}) {
      assertThatThrownBy(() -> store.read(uri, DATA.length))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(uri + " lies outside the store " + root.toRealPath());
    }
  }

  @Test
  void whatIsMissingOrOfAnotherSizeIsNamed() throws IOException {
    // Given
    Path file = Files.write(root.resolve("w"), DATA);
    URI missing = root.resolve("missing").toUri();

    // When, Then
    assertThatThrownBy(() -> store.read(missing, 3)).hasMessage(missing + " does not exist");
    assertThatThrownBy(() -> store.read(file.toUri(), 4))
        .hasMessage(file.toUri() + " has 3 bytes where its reference says 4");
    assertThatThrownBy(() -> store.read(root.toUri(), 3)).hasMessageContaining("is not a file");
    assertThatThrownBy(() -> store.read(URI.create("file://host/w"), 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("file://host/w");
  }
}

package io.basinwatch.platform.store;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.OffHeapFile;
import io.basinwatch.platform.domain.Naming;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder; links that lead out of it are refused like any other path outside. */
public final class FileStore implements CheckpointStore {
  private final Path root;

  /**
   * @param root need not exist before something is read from it
   */
  public FileStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public MemorySegment read(URI uri, long sizeBytes) {
    Path path = path(uri);
    try {
      Path real = within(path.toRealPath(), root.toRealPath(), uri);
      if (!Files.isRegularFile(real)) {
        throw new InvalidInputException(uri + " is not a file");
      }
      requireSize(uri, Files.size(real), sizeBytes);
      MemorySegment data = Naming.file(uri.toString(), () -> OffHeapFile.read(real));
      requireSize(uri, data.byteSize(), sizeBytes);
      return data;
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(uri + " does not exist", e);
    } catch (IOException e) {
      throw new InvalidInputException(uri + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Path path(URI uri) {
    try {
      return within(Path.of(uri).normalize(), root, uri);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(uri + " is not the URI of a file: " + e.getMessage(), e);
    }
  }

  private static Path within(Path path, Path root, URI uri) {
    if (!path.startsWith(root)) {
      throw new InvalidInputException(uri + " lies outside the store " + root);
    }
    return path;
  }

  private static void requireSize(URI uri, long actual, long expected) {
    if (actual != expected) {
      throw new InvalidInputException(
          "%s has %d bytes where its reference says %d".formatted(uri, actual, expected));
    }
  }
}

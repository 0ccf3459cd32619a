package io.basinwatch.trainers.publish;

import com.google.protobuf.ByteString;
import io.basinwatch.v1.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Puts large data into a file store and gives the reference that Kafka carries in its place. */
public final class ClaimCheck {
  /** Data up to this size travels inside the reference. */
  public static final int INLINE_BYTES = 512 * 1024;

  /** Services run as other users; a temporary file is its owner's alone. */
  private static final Set<PosixFilePermission> FOR_ALL_TO_READ =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path store;

  /**
   * @param store the root of the file store, shared with the services
   */
  public ClaimCheck(Path store) {
    this.store = store.toAbsolutePath().normalize();
  }

  /**
   * @param folder below the store's root, for data that is not sent inline
   */
  public Reference deposit(String folder, byte[] data) throws IOException {
    byte[] digest = sha256(data);
    Reference.Builder reference =
        Reference.newBuilder().setSizeBytes(data.length).setSha256(ByteString.copyFrom(digest));
    if (data.length <= INLINE_BYTES) {
      return reference.setInline(ByteString.copyFrom(data)).build();
    }
    Path file = store.resolve(folder).resolve(HexFormat.of().formatHex(digest));
    write(file, data);
    return reference.setUri(file.toUri().toString()).build();
  }

  /** Named by its content, and moved into place, so that nobody reads half a file. */
  private static void write(Path file, byte[] data) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path partial = Files.createTempFile(file.getParent(), "partial", "");
    Files.write(partial, data);
    Files.setPosixFilePermissions(partial, FOR_ALL_TO_READ);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

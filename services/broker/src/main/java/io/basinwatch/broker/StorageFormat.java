package io.basinwatch.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** Makes a directory into a broker's storage: once, before the first start. */
final class StorageFormat {
  private StorageFormat() {}

  static void ensure(Path directory) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(BrokerSettings.NODE)
            .setControllerListenerName(BrokerSettings.CONTROLLER)
            .setMetadataLogDirectory(directory.toString())
            .addDirectory(directory.toString());
    try {
      formatter.run();
    } catch (Exception e) {
      throw new BrokerException(
          "Kafka directory " + directory + " cannot be formatted: " + e.getMessage(), e);
    }
  }
}

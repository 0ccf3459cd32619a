package io.basinwatch.platform.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build of Basinwatch this is; it is published with every measurement. */
public final class CodeVersion {
  private static final String FILE = "/basinwatch-version.properties";

  public static final String CURRENT = read();

  private CodeVersion() {}

  private static String read() {
    try (InputStream in = CodeVersion.class.getResourceAsStream(FILE)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

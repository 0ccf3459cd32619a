package io.basinwatch.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Debian's Prometheus, scraping one target twice a second. */
final class PrometheusServer implements AutoCloseable {
  private final Process process;
  private final URI base;

  private PrometheusServer(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  static PrometheusServer start(URI metrics) throws IOException {
    var home = Files.createTempDirectory("prometheus");
    var config = Files.writeString(home.resolve("prometheus.yml"), config(metrics));
    int port = freePort();
    var log = home.resolve("log").toFile();
    var process =
        new ProcessBuilder(
                executable(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    var server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
    await().atMost(Duration.ofSeconds(30)).until(server::isReady);
    return server;
  }

  /** Values of an instant query. */
  List<Double> query(String promql) {
    var query = URLEncoder.encode(promql, StandardCharsets.UTF_8);
    var body = Scrape.get(base.resolve("/api/v1/query?query=" + query));
    try {
      var answer = new ObjectMapper().readTree(body);
      assertThat(answer.path("status").asText()).as(body).isEqualTo("success");
      var values = new ArrayList<Double>();
      answer
          .path("data")
          .path("result")
          .forEach(series -> values.add(series.path("value").path(1).asDouble()));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() {
    assertThat(process.isAlive()).as("prometheus runs").isTrue();
    try {
      return Scrape.get(base.resolve("/-/ready")).contains("Ready");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static String config(URI metrics) {
    return """
        scrape_configs:
          - job_name: basinwatch
            scrape_interval: 500ms
            scrape_timeout: 400ms
            metrics_path: %s
            static_configs:
              - targets: ["%s:%d"]
        """
        .formatted(metrics.getPath(), metrics.getHost(), metrics.getPort());
  }

  private static String executable() {
    return List.of(System.getenv("PATH").split(":")).stream()
        .map(folder -> Path.of(folder, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () -> new AssertionError("prometheus is not on the PATH: apt-get install prometheus"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

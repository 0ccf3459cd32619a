package io.basinwatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks the console's API, as any other program would. */
final class ConsoleClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final String base;

  ConsoleClient(String url) {
    base = url + "/api";
  }

  /** What the API says under a path; empty where it knows nothing of it. */
  Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).GET().build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case 200 -> Optional.of(json.readTree(response.body()));
      case 404 -> Optional.empty();
      default ->
          throw new IOException("%s%s answered %d".formatted(base, path, response.statusCode()));
    };
  }

  @Override
  public void close() {
    client.close();
  }
}

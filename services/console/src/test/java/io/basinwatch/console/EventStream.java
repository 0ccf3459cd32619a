package io.basinwatch.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of server-sent events. */
final class EventStream implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client;
  private final Stream<String> body;
  private final Iterator<String> lines;

  private EventStream(HttpClient client, Stream<String> body) {
    this.client = client;
    this.body = body;
    lines = body.iterator();
  }

  static EventStream open(URI uri) {
    var client = HttpClient.newHttpClient();
    var request =
        HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").timeout(PATIENCE).build();
    try {
      return new EventStream(client, client.send(request, BodyHandlers.ofLines()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next event that matches; others are passed over. */
  Event next(Predicate<Event> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var event = read();
      if (wanted.test(event)) {
        return event;
      }
    }
    throw new AssertionError("the event did not come");
  }

  private Event read() {
    String id = "";
    String name = "";
    String data = "";
    boolean comment = false;
    for (var line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(':');
      var value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon)) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data = value;
        case "" -> comment = true;
        default -> throw new AssertionError("unknown field: " + line);
      }
    }
    return new Event(id, name, data, comment);
  }

  @Override
  public void close() {
    body.close();
    client.shutdownNow();
  }

  /**
   * One event.
   *
   * @param comment whether it is only a sign of life
   */
  record Event(String id, String name, String data, boolean comment) {}
}

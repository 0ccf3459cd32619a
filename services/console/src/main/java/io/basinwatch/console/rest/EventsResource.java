package io.basinwatch.console.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.basinwatch.console.config.ConsoleConfig;
import io.basinwatch.console.domain.Changes;
import io.basinwatch.console.domain.Views;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Changes as server-sent events. The first event holds everything, each later one what changed
 * since the one before. The id of an event is `epoch:revision`: a client that reconnects sends the
 * last one back (header or {@code since}) and gets what it missed, or everything if the console was
 * restarted meanwhile.
 */
@Path("/api/events")
public class EventsResource {
  private final String epoch = UUID.randomUUID().toString().substring(0, 8);
  private final Views views;
  private final ConsoleConfig config;
  private final ObjectMapper json;

  @Inject
  EventsResource(Views views, ConsoleConfig config, ObjectMapper json) {
    this.views = views;
    this.config = config;
    this.json = json;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(summary = "Changes in the list of runs and, with `run`, in that run")
  public Multi<OutboundSseEvent> events(
      @QueryParam("run") String run,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @QueryParam("since") String since,
      @Context Sse sse) {
    var cursor =
        new Cursor(Optional.ofNullable(run), resume(lastEventId == null ? since : lastEventId));
    var ticks = Multi.createFrom().ticks().every(config.updateInterval()).onOverflow().drop();
    long quietTicks = Math.max(1, config.heartbeat().dividedBy(config.updateInterval()));
    return ticks
        .map(tick -> cursor.next(quietTicks))
        .filter(Optional::isPresent)
        .map(changes -> event(sse, changes.get()));
  }

  private OutboundSseEvent event(Sse sse, Update update) {
    return update
        .changes()
        .map(
            changes ->
                sse.newEventBuilder()
                    .id(epoch + ":" + changes.revision())
                    .name(update.complete() ? "reset" : "update")
                    .data(write(changes))
                    .build())
        .orElseGet(() -> sse.newEventBuilder().comment("still here").build());
  }

  private String write(Changes changes) {
    try {
      return json.writeValueAsString(changes);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The revision that a client knows; -1 if it knows nothing of this console. */
  private long resume(String lastEventId) {
    if (lastEventId == null || !lastEventId.matches(epoch + ":\\d{1,18}")) {
      return -1;
    }
    return Long.parseLong(lastEventId.substring(epoch.length() + 1));
  }

  /**
   * What goes out.
   *
   * @param complete whether these are all that is known, not only what changed
   * @param changes empty for a sign of life
   */
  private record Update(boolean complete, Optional<Changes> changes) {}

  /** How far one client is. */
  private final class Cursor {
    private final Optional<String> run;
    private long known;
    private long quiet;

    Cursor(Optional<String> run, long known) {
      this.run = run;
      this.known = known;
    }

    Optional<Update> next(long quietTicks) {
      if (views.revision() == known) {
        boolean silent = ++quiet >= quietTicks;
        quiet = silent ? 0 : quiet;
        return silent ? Optional.of(new Update(false, Optional.empty())) : Optional.empty();
      }
      quiet = 0;
      boolean complete = known < 0;
      var changes = views.since(Math.max(0, known), run);
      known = changes.revision();
      return Optional.of(new Update(complete, Optional.of(changes)));
    }
  }
}

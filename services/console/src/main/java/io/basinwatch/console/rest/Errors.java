package io.basinwatch.console.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors of the API as {"error": "one line"}. */
class Errors {

  @ServerExceptionMapper
  Response map(WebApplicationException e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return Response.status(e.getResponse().getStatus())
        .type(MediaType.APPLICATION_JSON)
        .entity(Map.of("error", line))
        .build();
  }
}

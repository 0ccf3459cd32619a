package io.basinwatch.console.rest;

import io.basinwatch.console.domain.DeadLetter;
import io.basinwatch.console.domain.Losses;
import io.basinwatch.console.domain.MeasurementPoint;
import io.basinwatch.console.domain.RunSummary;
import io.basinwatch.console.domain.Views;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The runs, their losses and what was measured of them. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
  private final Views views;

  RunsResource(Views views) {
    this.views = views;
  }

  @GET
  @Path("/runs")
  @Operation(summary = "All runs, the newest first")
  public List<RunSummary> runs() {
    return views.runs();
  }

  @GET
  @Path("/runs/{id}")
  @Operation(summary = "Where a run stands")
  public RunSummary run(String id) {
    return views.run(id).orElseThrow(() -> new NotFoundException("no run " + id));
  }

  @GET
  @Path("/runs/{id}/losses")
  @Operation(summary = "Minibatch losses by split, in buckets of steps")
  public Map<String, Losses> losses(String id) {
    return views.losses(run(id).id());
  }

  @GET
  @Path("/runs/{id}/measurements")
  @Operation(summary = "Measurements by `statistic` or `statistic/variant`, of one step or of all")
  public Map<String, List<MeasurementPoint>> measurements(
      String id, @QueryParam("step") Long step) {
    var all = views.measurements(run(id).id());
    if (step == null) {
      return all;
    }
    var chosen = new TreeMap<String, List<MeasurementPoint>>();
    all.forEach(
        (key, points) ->
            points.stream()
                .filter(point -> point.step() == step)
                .forEach(point -> chosen.put(key, List.of(point))));
    return chosen;
  }

  @GET
  @Path("/dead-letters")
  @Operation(summary = "The newest records that a service could not process, newest first")
  public List<DeadLetter> deadLetters() {
    return views.deadLetters();
  }
}

package io.basinwatch.statistics;

import io.basinwatch.statistics.Estimate.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Collects what belongs to an estimate; a method that names a verdict ends it. */
public final class EstimateBuilder {
  private final String statistic;
  private final String variant;
  private final long startNanos = System.nanoTime();
  private final Map<String, Diagnostic> diagnostics = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();

  EstimateBuilder(String statistic, String variant) {
    this.statistic = statistic;
    this.variant = variant;
  }

  public EstimateBuilder number(String name, double value) {
    diagnostics.put(name, new Diagnostic.Number(value));
    return this;
  }

  public EstimateBuilder series(String name, double... values) {
    diagnostics.put(name, new Diagnostic.Series(values.clone()));
    return this;
  }

  public EstimateBuilder text(String name, String value) {
    diagnostics.put(name, new Diagnostic.Text(value));
    return this;
  }

  /** A setting in the form that reads back as the same number. */
  public EstimateBuilder setting(String name, double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return setting(name, whole ? Long.toString((long) value) : Double.toString(value));
  }

  public EstimateBuilder setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** A value without an error. */
  public Estimate exact(double value) {
    return ok(value, 0);
  }

  public Estimate ok(double value, double standardError) {
    return end(value, standardError, Verdict.OK, "");
  }

  public Estimate converged(double value, double standardError) {
    return end(value, standardError, Verdict.CONVERGED, "");
  }

  public Estimate notConverged(double value, double standardError, String reason) {
    return end(value, standardError, Verdict.NOT_CONVERGED, reason);
  }

  public Estimate undefined(String reason) {
    return withoutValue(Verdict.UNDEFINED, reason);
  }

  public Estimate notApplicable(String reason) {
    return withoutValue(Verdict.NOT_APPLICABLE, reason);
  }

  private Estimate end(double value, double standardError, Verdict verdict, String reason) {
    if (!Double.isFinite(value)) {
      return undefined("the value is " + value);
    }
    OptionalDouble error =
        Double.isFinite(standardError) ? OptionalDouble.of(standardError) : OptionalDouble.empty();
    return make(OptionalDouble.of(value), error, verdict, reason);
  }

  private Estimate withoutValue(Verdict verdict, String reason) {
    return make(OptionalDouble.empty(), OptionalDouble.empty(), verdict, reason);
  }

  private Estimate make(
      OptionalDouble value, OptionalDouble standardError, Verdict verdict, String reason) {
    return new Estimate(
        statistic,
        variant,
        value,
        standardError,
        verdict,
        reason,
        diagnostics,
        settings,
        seconds());
  }
}

package io.basinwatch.statistics;

/** How far a value can be trusted. */
public enum Verdict {
  /** The value stands as computed. */
  OK("ok"),
  /** A value whose diagnostics pass. */
  CONVERGED("converged"),
  /** A value that its diagnostics warn of; the reason says which. */
  NOT_CONVERGED("not-converged"),
  /** Could not be computed: diverged, NaN, zero variance. There is no value. */
  UNDEFINED("undefined"),
  /** Has no meaning for this model or loss. There is no value. */
  NOT_APPLICABLE("not-applicable");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}

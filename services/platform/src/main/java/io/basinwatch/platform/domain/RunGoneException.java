package io.basinwatch.platform.domain;

/** Thrown by what concerns a run that was deleted: nobody wants it any more. */
public final class RunGoneException extends RuntimeException {
  public RunGoneException(String run) {
    super("run '%s' was deleted".formatted(run));
  }
}

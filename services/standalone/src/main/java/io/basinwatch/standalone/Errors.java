package io.basinwatch.standalone;

import io.basinwatch.broker.BrokerException;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.platform.domain.OneLine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * One line on standard error for everything that a user can put right; a trace for what is a bug.
 */
final class Errors {
  private static final int BAD_INPUT = 2;
  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  private Errors() {}

  static int ofArguments(ParameterException e, String[] args) {
    return print(OneLine.of(e), BAD_INPUT);
  }

  static int ofExecution(Exception e, CommandLine command, ParseResult result) throws Exception {
    return switch (e) {
      case InvalidInputException _ -> print(OneLine.of(e), BAD_INPUT);
      case InterruptedException _ -> INTERRUPTED;
      // Messages of these are a path and nothing else.
      case NoSuchFileException _ -> print(e.getMessage() + ": no such file", BAD_INPUT);
      case AccessDeniedException _ -> print(e.getMessage() + ": permission denied", FAILED);
      case FileSystemException file when file.getReason() == null -> print(e.toString(), FAILED);
      case CommandFailedException _, BrokerException _, IOException _ ->
          print(OneLine.of(e), FAILED);
      default -> throw e;
    };
  }

  private static int print(String line, int code) {
    System.err.println("error: " + line);
    return code;
  }
}

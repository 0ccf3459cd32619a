package io.basinwatch.standalone;

import io.basinwatch.broker.BrokerException;
import io.basinwatch.engine.InvalidInputException;
import java.io.PrintStream;
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
    print(e.getMessage());
    return BAD_INPUT;
  }

  static int ofExecution(Exception e, CommandLine command, ParseResult result) throws Exception {
    switch (e) {
      case InvalidInputException _ -> print(e.getMessage());
      case InterruptedException _ -> {
        return INTERRUPTED;
      }
      case NoSuchFileException _ -> print(e.getMessage() + ": no such file");
      case CommandFailedException _, BrokerException _ -> {
        print(e.getMessage());
        return FAILED;
      }
      default -> throw e;
    }
    return BAD_INPUT;
  }

  private static void print(String message) {
    PrintStream out = System.err;
    out.println("error: " + String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " "));
  }
}

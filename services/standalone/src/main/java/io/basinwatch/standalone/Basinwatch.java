package io.basinwatch.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Only the commands that need the services start Quarkus. */
@QuarkusMain
@Command(
    name = "basinwatch",
    description = "Watches the loss-landscape basin of a training run while the run is going.",
    mixinStandardHelpOptions = true,
    subcommands = {DemoCommand.class, UpCommand.class, MeasureCommand.class, ReplayCommand.class})
public final class Basinwatch {

  public static void main(String[] args) {
    StandardError.restore();
    System.exit(execute(args));
  }

  /**
   * Runs a command and gives its exit code: 0, 1 where it failed, 2 where its input is at fault.
   */
  static int execute(String... args) {
    return new CommandLine(new Basinwatch())
        .setParameterExceptionHandler(Errors::ofArguments)
        .setExecutionExceptionHandler(Errors::ofExecution)
        .execute(args);
  }
}

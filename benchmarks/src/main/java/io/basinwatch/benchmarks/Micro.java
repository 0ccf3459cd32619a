package io.basinwatch.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench micro}: runs the JMH benchmarks of this package and prints one row each as JSON. A
 * regular expression selects some; it is quick: one fork, three iterations of a second.
 */
public final class Micro {
  private Micro() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    PrintStream out = System.out;
    System.setOut(System.err); // JMH prints there what a fork says, as the JVM's own warnings
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(args))
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    print(new Runner(options).run(), out);
  }

  private static void print(Collection<RunResult> results, PrintStream out) {
    List<String> rows = results.stream().map(Micro::row).toList();
    out.printf(
        "{\"rows\": [%s], \"kernel\": \"%s\", \"threads\": 1}%n",
        String.join(", ", rows), BlasKernel.describe());
  }

  private static String row(RunResult result) {
    String name = result.getParams().getBenchmark();
    String parameters =
        result.getParams().getParamsKeys().stream()
            .map(result.getParams()::getParam)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "{\"row\": \"%s %s\", \"peer\": null, \"unit\": \"%s\", \"ours\": %.4f, \"theirs\": null,"
            + " \"ratio\": null}",
        name.substring(Micro.class.getPackageName().length() + 1),
        parameters,
        result.getPrimaryResult().getScoreUnit().replace("us/op", "microseconds"),
        result.getPrimaryResult().getScore());
  }
}

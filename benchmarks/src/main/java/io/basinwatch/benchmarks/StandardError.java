package io.basinwatch.benchmarks;

import io.basinwatch.statistics.diagnostics.Chains;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;

/**
 * Standard error of the mean over chains, one a line of standard input: so that both sides' errors
 * come from one estimator.
 */
public final class StandardError {
  private StandardError() {}

  public static void main(String[] args) throws IOException {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
      Chains chains = new Chains(in.lines().map(StandardError::chain).toArray(double[][]::new));
      System.out.println(chains.standardError());
    }
  }

  private static double[] chain(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}

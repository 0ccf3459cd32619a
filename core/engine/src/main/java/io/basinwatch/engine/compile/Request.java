package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Node;
import java.util.List;
import java.util.Map;

/**
 * What a program is to compute.
 *
 * @param outputs to be left in the plan's memory
 * @param results to be written into one vector
 * @param resultOffsets the element of that vector at which each result begins
 * @param rows samples in the probe for each input that is taken from it, by name
 * @param batch samples that the program works on
 */
record Request(
    List<Node> outputs,
    List<Node> results,
    List<Integer> resultOffsets,
    Map<String, Integer> rows,
    int batch) {}

package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result.Form;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Unites groups of element-by-element values that read the same, or one another, into one kernel,
 * which also sums their results along rows or down columns: each pass over memory that is saved is
 * worth several functions.
 */
final class ElementKernels {
  /** Kernels back to where one is looked for: what it reads is still near then. */
  private static final int NEAR = 16;

  /** Longer ones would not stay in the nearest caches. */
  private static final int LONGEST_ROW = 4096;

  /** Shorter ones are better summed by a kernel that sees many rows at once. */
  private static final int SHORTEST_ROW = 16;

  private final ElementGroups groups;
  private final Set<Value> stored;
  private final Map<Value, Integer> places = new IdentityHashMap<>();
  private final Map<Value, List<Value>> readers;
  private final Map<Value, Kernel> kernels = new IdentityHashMap<>(); // of a group's result
  private final Map<Value, Kernel> summing = new IdentityHashMap<>(); // of a sum
  private final List<Kernel> all = new ArrayList<>();

  /** What one kernel computes. */
  static final class Kernel {
    private final List<Value> results = new ArrayList<>();
    private final List<Sum> sums = new ArrayList<>();
    private final List<Value> reads = new ArrayList<>();
    private int members;

    /** Of groups, in order. */
    List<Value> results() {
      return results;
    }

    List<Sum> sums() {
      return sums;
    }

    private int columns() {
      return sums.isEmpty() ? 0 : sums.getFirst().columns;
    }

    private Value last() {
      return results.getLast();
    }

    private void add(Kernel other) {
      results.addAll(other.results);
      sums.addAll(other.sums);
      other.reads.stream().filter(x -> !reads.contains(x)).forEach(reads::add);
      members += other.members;
    }
  }

  /**
   * A sum of the rows or columns of a group's result.
   *
   * @param columns elements of a row
   */
  record Sum(Value value, Value summed, Form form, int columns) {}

  /**
   * @param stored what has to be stored
   */
  ElementKernels(List<Value> order, Set<Value> stored, ElementGroups groups) {
    this.groups = groups;
    this.stored = stored;
    this.readers = Values.consumers(order);
    order.forEach(value -> places.put(value, places.size()));
    order.stream().filter(groups::isRoot).forEach(this::visit);
  }

  /** The kernel that is due when a group's result is visited in order, or null. */
  Kernel at(Value result) {
    Kernel kernel = kernels.get(result);
    return kernel.last() == result ? kernel : null;
  }

  /** Whether the kernel of what it sums computes it. */
  boolean isSum(Value value) {
    return summing.containsKey(value);
  }

  /** Whether anything but its kernel reads a group's result. */
  boolean isStored(Value result) {
    Kernel kernel = kernels.get(result);
    return stored.contains(result)
        || readers.get(result).stream()
            .anyMatch(x -> summing.get(x) != kernel && kernels.get(groups.root(x)) != kernel);
  }

  private void visit(Value result) {
    Kernel own = new Kernel();
    own.results.add(result);
    own.reads.addAll(groups.group(result).reads());
    own.members = groups.group(result).members().size();
    for (Value reader : readers.get(result)) {
      Sum sum = sum(reader, result);
      if (sum != null && (own.sums.isEmpty() || own.columns() == sum.columns)) {
        own.sums.add(sum);
      }
    }
    List<Kernel> near = all.subList(Math.max(0, all.size() - NEAR), all.size()).reversed();
    Kernel kernel =
        near.stream().filter(x -> fit(x, own) && canWait(x, result)).findFirst().orElse(null);
    if (kernel == null) {
      kernel = own;
      all.add(own);
    } else {
      kernel.add(own);
    }
    kernels.put(result, kernel);
    for (Sum sum : own.sums) {
      summing.put(sum.value, kernel);
    }
  }

  private Sum sum(Value reader, Value result) {
    if (!(reader.action() instanceof Value.Action.Plain(Operation.Reduce reduce))
        || reduce.reduction() != Operation.Reduction.SUM
        || reader.type() != ElementType.REAL
        || result.shape().elements() == 0) {
      return null;
    }
    List<KernelSpec.Reduce> specs = Specs.reductions(result.shape(), reduce);
    if (specs.size() != 1) {
      return null;
    }
    KernelSpec.Reduce spec = specs.getFirst();
    if (spec.inner() == 1 && isRow(spec.reduced())) {
      return new Sum(reader, result, Form.ROW_SUMS, spec.reduced());
    }
    return spec.outer() == 1 && isRow(spec.inner())
        ? new Sum(reader, result, Form.COLUMN_SUMS, spec.inner())
        : null;
  }

  private static boolean isRow(int columns) {
    return columns >= SHORTEST_ROW && columns <= LONGEST_ROW;
  }

  /** Whether two kernels go over the same elements and one spares the other some memory. */
  private boolean fit(Kernel first, Kernel second) {
    Value a = first.last();
    Value b = second.last();
    return a.shape().equals(b.shape())
        && groups.isDirected(a) == groups.isDirected(b)
        && (first.columns() == second.columns() || first.columns() * second.columns() == 0)
        && first.members + second.members <= ElementGroups.LARGEST
        && second.reads.stream()
            .anyMatch(x -> first.reads.contains(x) || first.results.contains(x));
  }

  /** Whether nothing reads what a kernel computes before a later result of its size is due. */
  private boolean canWait(Kernel kernel, Value later) {
    return kernel.results.stream().allMatch(x -> isReadAfter(x, later, kernel))
        && kernel.sums.stream().allMatch(x -> isReadAfter(x.value, later, null));
  }

  /**
   * @param own kernel whose reads do not count, as those of the later group, or null where all do
   */
  private boolean isReadAfter(Value value, Value later, Kernel own) {
    for (Value reader : readers.get(value)) {
      boolean inside =
          own != null
              && !ElementGroups.isSlice(reader)
              && (summing.get(reader) == own
                  || groups.root(reader) == later
                  || kernels.get(groups.root(reader)) == own);
      if (!inside && place(reader) <= places.get(later)) {
        return false;
      }
    }
    return true;
  }

  /** When a value is computed. */
  private int place(Value value) {
    return places.get(groups.isMember(value) ? groups.root(value) : value);
  }
}

package io.basinwatch.console.domain;

import java.util.List;
import java.util.TreeMap;

/**
 * Minibatch losses in buckets of steps, so that a run of any length takes bounded memory and still
 * plots well over a linear and over a logarithmic axis.
 *
 * <p>The bucket of step s is min(W, 2^(floor(log2 s) - k)) steps wide, at least 1: with k = 8 all
 * of the first 512 steps are kept, then 256 buckets an octave, until the linear width W takes over.
 * Whenever there are more than {@code limit} buckets, W doubles, or, where it does not matter any
 * more, k falls by one. All widths are powers of two, so buckets nest and neighbours merge.
 */
final class LossSeries {
  private final int limit;
  private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
  private long width = 1;
  private int octaveBits = 8;
  private long revision;
  private long mergedAt;

  LossSeries(int limit) {
    this.limit = limit;
  }

  /**
   * @param gradientNorm NaN where unknown
   */
  void add(long step, double loss, double gradientNorm, long revision) {
    this.revision = revision;
    buckets
        .computeIfAbsent(start(step), start -> new Bucket())
        .add(step, loss, gradientNorm, revision);
    while (buckets.size() > limit) {
      merge(revision);
    }
  }

  boolean changedSince(long since) {
    return revision > since;
  }

  /** The buckets that changed after a revision; all of them if buckets were merged after it. */
  Losses since(long since) {
    boolean replace = mergedAt > since || since == 0;
    List<Bucket> changed =
        buckets.values().stream().filter(b -> replace || b.revision > since).toList();
    return new Losses(
        replace,
        changed.stream().map(b -> b.firstStep).toList(),
        changed.stream().map(b -> Numbers.finite(b.steps / b.count)).toList(),
        changed.stream().map(b -> Numbers.finite(b.sum / b.count)).toList(),
        changed.stream().map(b -> Numbers.finite(b.least)).toList(),
        changed.stream().map(b -> Numbers.finite(b.most)).toList(),
        changed.stream().map(b -> Numbers.finite(b.gradientNorms / b.gradientCount)).toList());
  }

  private void merge(long revision) {
    if (width <= octaveWidth(buckets.lastKey())) {
      width *= 2;
    } else {
      octaveBits--;
    }
    var old = List.copyOf(buckets.values());
    buckets.clear();
    for (var bucket : old) {
      buckets.merge(start(bucket.firstStep), bucket, Bucket::merge);
    }
    mergedAt = revision;
  }

  private long start(long step) {
    long own = Math.min(width, octaveWidth(step));
    return Math.floorDiv(step, own) * own;
  }

  private long octaveWidth(long step) {
    int octave = 63 - Long.numberOfLeadingZeros(Math.max(1, step));
    return 1L << Math.clamp(octave - octaveBits, 0, 62);
  }

  private static final class Bucket {
    private long firstStep = Long.MAX_VALUE;
    private double steps;
    private double sum;
    private long count;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private double gradientNorms;
    private long gradientCount;
    private long revision;

    void add(long step, double loss, double gradientNorm, long revision) {
      firstStep = Math.min(firstStep, step);
      steps += step;
      sum += loss;
      count++;
      least = Math.min(least, loss);
      most = Math.max(most, loss);
      if (!Double.isNaN(gradientNorm)) {
        gradientNorms += gradientNorm;
        gradientCount++;
      }
      this.revision = revision;
    }

    Bucket merge(Bucket later) {
      firstStep = Math.min(firstStep, later.firstStep);
      steps += later.steps;
      sum += later.sum;
      count += later.count;
      least = Math.min(least, later.least);
      most = Math.max(most, later.most);
      gradientNorms += later.gradientNorms;
      gradientCount += later.gradientCount;
      revision = Math.max(revision, later.revision);
      return this;
    }
  }
}

package io.basinwatch.statistics.refined;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterLayout.Entry;
import io.basinwatch.engine.ParameterVector;
import java.util.ArrayList;
import java.util.List;

/** A loss as a function of some of its parameters; the others stay at the checkpoint. */
public final class ParameterGroupLoss extends LossView {
  private final List<Entry> entries; // in the whole vector
  private final ParameterLayout layout;
  private final ParameterVector checkpoint; // (group)
  private ParameterVector point; // (parameters)
  private ParameterVector slope; // (parameters)
  private ParameterVector direction; // (parameters)

  private ParameterGroupLoss(LossFunction whole, List<Entry> entries, boolean owner) {
    super(whole, owner);
    this.entries = entries;
    List<Entry> moved = new ArrayList<>();
    int offset = 0;
    for (Entry entry : entries) {
      moved.add(new Entry(entry.name(), entry.shape(), offset));
      offset += entry.size();
    }
    this.layout = new ParameterLayout(moved);
    this.checkpoint = zeros();
    gather(whole.checkpoint(), checkpoint);
  }

  /**
   * @param whole stays its caller's to close
   * @param entries of its layout, at least one
   */
  public static ParameterGroupLoss of(LossFunction whole, List<Entry> entries) {
    return new ParameterGroupLoss(whole, List.copyOf(entries), false);
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public ParameterVector zeros() {
    return whole().checkpoint().zeros(layout.size());
  }

  @Override
  public ParameterVector checkpoint() {
    return checkpoint;
  }

  @Override
  ParameterVector point(ParameterVector w) {
    if (point == null) {
      point = whole().zeros();
      point.copyFrom(whole().checkpoint());
    }
    scatter(w, point);
    return point;
  }

  @Override
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    double loss = whole().gradient(point(w), batch, slope());
    gather(slope, gradient);
    return loss;
  }

  @Override
  public void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product) {
    if (direction == null) {
      direction = whole().zeros();
    }
    scatter(v, direction);
    whole().hessianVectorProduct(point(w), batch, direction, slope());
    gather(slope, product);
  }

  @Override
  public LossFunction fork() {
    return new ParameterGroupLoss(whole().fork(), entries, true);
  }

  private ParameterVector slope() {
    if (slope == null) {
      slope = whole().zeros();
    }
    return slope;
  }

  private void gather(ParameterVector all, ParameterVector group) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      group.copyRange(layout.entries().get(i).offset(), all, entry.offset(), entry.size());
    }
  }

  private void scatter(ParameterVector group, ParameterVector all) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      all.copyRange(entry.offset(), group, layout.entries().get(i).offset(), entry.size());
    }
  }
}

package io.basinwatch.engine.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.safetensors.Tensor;
import java.lang.ref.Reference;

/** A parameter vector in float32; {@link VectorMath} does the work. */
public final class Float32Vector extends DirectVector {

  public Float32Vector(int size) {
    super(size, Float.BYTES);
  }

  @Override
  public double get(int i) {
    return memory().getAtIndex(JAVA_FLOAT, i);
  }

  @Override
  public void set(int i, double value) {
    memory().setAtIndex(JAVA_FLOAT, i, (float) value);
  }

  @Override
  public double[] toArray() {
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  @Override
  public void assign(double[] values) {
    checkLength(values);
    for (int i = 0; i < values.length; i++) {
      set(i, values[i]);
    }
  }

  @Override
  public void write(int offset, Tensor values) {
    values.copyFloats(elements(offset, values.elements()));
  }

  @Override
  public void copyFrom(ParameterVector x) {
    memory().copyFrom(peer(x).memory());
  }

  @Override
  public void fill(double value) {
    VectorMath.fill(address(), (float) value, size());
    Reference.reachabilityFence(this);
  }

  @Override
  public void scale(double factor) {
    VectorMath.scale(address(), (float) factor, size());
    Reference.reachabilityFence(this);
  }

  @Override
  public void addScaled(double factor, ParameterVector x) {
    VectorMath.addScaled(address(), (float) factor, peer(x).address(), size());
    keep(x);
  }

  @Override
  public void multiply(ParameterVector x) {
    VectorMath.multiply(address(), peer(x).address(), size());
    keep(x);
  }

  @Override
  public double dot(ParameterVector x) {
    double sum = VectorMath.dot(address(), peer(x).address(), size());
    keep(x);
    return sum;
  }

  @Override
  public double squaredDistance(ParameterVector x) {
    double sum = VectorMath.squaredDistance(address(), peer(x).address(), size());
    keep(x);
    return sum;
  }

  @Override
  public boolean isFinite() {
    boolean finite = VectorMath.isFinite(address(), size());
    Reference.reachabilityFence(this);
    return finite;
  }

  @Override
  public void fillNormal(RandomStream random) {
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      VectorMath.copy(random.normals(count), at(from), count);
    }
    Reference.reachabilityFence(this);
  }

  @Override
  public void langevinStep(
      ParameterVector gradient,
      ParameterVector anchor,
      double stepSize,
      double inverseTemperature,
      double localization,
      RandomStream random) {
    Float32Vector g = peer(gradient);
    Float32Vector center = peer(anchor);
    float slope = (float) (-stepSize / 2 * inverseTemperature);
    float pull = (float) (-stepSize / 2 * localization);
    float noise = (float) Math.sqrt(stepSize);
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(count);
      VectorMath.langevin(
          at(from), g.at(from), center.at(from), normals, slope, pull, noise, count);
    }
    keep(gradient);
    Reference.reachabilityFence(anchor);
  }

  private long at(int i) {
    return address() + (long) i * Float.BYTES;
  }

  private void keep(ParameterVector x) {
    Reference.reachabilityFence(this);
    Reference.reachabilityFence(x);
  }

  private Float32Vector peer(ParameterVector x) {
    return peer(x, Float32Vector.class);
  }
}

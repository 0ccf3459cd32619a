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
    VectorMath.flushSubnormal(at(offset), values.elements());
    Reference.reachabilityFence(this);
  }

  @Override
  public void copyFrom(ParameterVector x) {
    memory().copyFrom(peer(x).memory());
  }

  @Override
  public ParameterVector zeros(int size) {
    return new Float32Vector(size);
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
  public double virial(
      ParameterVector gradient,
      ParameterVector anchor,
      double inverseTemperature,
      double localization) {
    double sum =
        VectorMath.virial(
            address(),
            peer(gradient).address(),
            peer(anchor).address(),
            (float) inverseTemperature,
            (float) localization,
            size());
    keep(gradient);
    keep(anchor);
    return sum;
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
      SamplerMath.langevin(
          at(from), g.at(from), center.at(from), normals, slope, pull, noise, count);
    }
    keep(gradient);
    Reference.reachabilityFence(anchor);
  }

  @Override
  public void rmspropLangevinStep(
      ParameterVector gradient,
      ParameterVector anchor,
      ParameterVector squares,
      double decay,
      double stabilizer,
      double stepSize,
      double inverseTemperature,
      double localization,
      RandomStream random) {
    Float32Vector g = peer(gradient);
    Float32Vector center = peer(anchor);
    Float32Vector v = peer(squares);
    float slope = (float) (-stepSize / 2 * inverseTemperature);
    float pull = (float) (-stepSize / 2 * localization);
    float noise = (float) Math.sqrt(stepSize);
    float keep = (float) decay;
    float least = (float) stabilizer;
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int n = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(n);
      long c = center.at(from);
      SamplerMath.rmspropLangevin(
          at(from), g.at(from), c, v.at(from), normals, keep, least, slope, pull, noise, n);
    }
    keep(gradient);
    keep(squares);
    Reference.reachabilityFence(anchor);
  }

  @Override
  public void rmspropScale(ParameterVector squares, double stabilizer) {
    SamplerMath.rmspropScale(address(), peer(squares).address(), (float) stabilizer, size());
    keep(squares);
  }

  @Override
  public void leapfrogStep(
      ParameterVector momentum,
      ParameterVector gradient,
      ParameterVector anchor,
      double kick,
      double drift,
      double inverseTemperature,
      double localization) {
    float slope = (float) (-kick * inverseTemperature);
    float pull = (float) (-kick * localization);
    long p = peer(momentum).address();
    long g = peer(gradient).address();
    long center = peer(anchor).address();
    SamplerMath.leapfrog(address(), p, g, center, slope, pull, (float) drift, size());
    keep(momentum);
    keep(gradient);
    Reference.reachabilityFence(anchor);
  }

  @Override
  public double momentumStep(
      ParameterVector momentum,
      ParameterVector gradient,
      ParameterVector anchor,
      double timeStep,
      double keep,
      double noise,
      double inverseTemperature,
      double localization,
      RandomStream random) {
    Float32Vector p = peer(momentum);
    Float32Vector g = peer(gradient);
    Float32Vector center = peer(anchor);
    float slope = (float) (-timeStep * inverseTemperature);
    float pull = (float) (-timeStep * localization);
    float half = (float) (timeStep / 2);
    float kept = (float) keep;
    float fresh = (float) noise;
    double sum = 0;
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int n = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(n);
      long c = center.at(from);
      sum +=
          SamplerMath.momentum(
              at(from), p.at(from), g.at(from), c, normals, slope, pull, half, kept, fresh, n);
    }
    keep(momentum);
    keep(gradient);
    Reference.reachabilityFence(anchor);
    return sum;
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

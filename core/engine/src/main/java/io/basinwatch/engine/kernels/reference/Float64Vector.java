package io.basinwatch.engine.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.kernels.DirectVector;
import io.basinwatch.engine.safetensors.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A parameter vector in float64, one element after the other: the twin of {@code Float32Vector}.
 */
public final class Float64Vector extends DirectVector {

  public Float64Vector(int size) {
    super(size, Double.BYTES);
  }

  @Override
  public double get(int i) {
    return memory().getAtIndex(JAVA_DOUBLE, i);
  }

  @Override
  public void set(int i, double value) {
    memory().setAtIndex(JAVA_DOUBLE, i, value);
  }

  @Override
  public double[] toArray() {
    return memory().toArray(JAVA_DOUBLE);
  }

  @Override
  public void assign(double[] values) {
    checkLength(values);
    memory().copyFrom(MemorySegment.ofArray(values));
  }

  @Override
  public void write(int offset, Tensor values) {
    values.copyDoubles(elements(offset, values.elements()));
  }

  @Override
  public void copyFrom(ParameterVector x) {
    memory().copyFrom(peer(x).memory());
  }

  @Override
  public ParameterVector zeros(int size) {
    return new Float64Vector(size);
  }

  @Override
  public void scale(double factor) {
    for (int i = 0; i < size(); i++) {
      set(i, factor * get(i));
    }
  }

  @Override
  public void addScaled(double factor, ParameterVector x) {
    Float64Vector other = peer(x);
    for (int i = 0; i < size(); i++) {
      set(i, get(i) + factor * other.get(i));
    }
  }

  @Override
  public void multiply(ParameterVector x) {
    Float64Vector other = peer(x);
    for (int i = 0; i < size(); i++) {
      set(i, get(i) * other.get(i));
    }
  }

  @Override
  public double dot(ParameterVector x) {
    Float64Vector other = peer(x);
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += get(i) * other.get(i);
    }
    return sum;
  }

  @Override
  public double squaredDistance(ParameterVector x) {
    Float64Vector other = peer(x);
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      double difference = get(i) - other.get(i);
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public double virial(
      ParameterVector gradient,
      ParameterVector anchor,
      double inverseTemperature,
      double localization) {
    Float64Vector slope = peer(gradient);
    Float64Vector origin = peer(anchor);
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      double distance = get(i) - origin.get(i);
      sum += distance * (inverseTemperature * slope.get(i) + localization * distance);
    }
    return sum;
  }

  @Override
  public void fillNormal(RandomStream random) {
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(count);
      for (int i = 0; i < count; i++) {
        set(from + i, normals[i]);
      }
    }
  }

  @Override
  public void langevinStep(
      ParameterVector gradient,
      ParameterVector anchor,
      double stepSize,
      double inverseTemperature,
      double localization,
      RandomStream random) {
    Float64Vector g = peer(gradient);
    Float64Vector center = peer(anchor);
    double noise = Math.sqrt(stepSize);
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(count);
      for (int i = from; i < from + count; i++) {
        double w = get(i);
        double drift = inverseTemperature * g.get(i) + localization * (w - center.get(i));
        set(i, w - stepSize / 2 * drift + noise * normals[i - from]);
      }
    }
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
    Float64Vector g = peer(gradient);
    Float64Vector center = peer(anchor);
    Float64Vector v = peer(squares);
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(count);
      for (int i = from; i < from + count; i++) {
        double w = get(i);
        v.set(i, decay * v.get(i) + (1 - decay) * g.get(i) * g.get(i));
        double scale = 1 / (stabilizer + Math.sqrt(v.get(i)));
        double drift = inverseTemperature * g.get(i) + localization * (w - center.get(i));
        double noise = Math.sqrt(stepSize * scale) * normals[i - from];
        set(i, w - stepSize / 2 * scale * drift + noise);
      }
    }
  }

  @Override
  public void rmspropScale(ParameterVector squares, double stabilizer) {
    Float64Vector v = peer(squares);
    for (int i = 0; i < size(); i++) {
      set(i, 1 / Math.sqrt(stabilizer + Math.sqrt(v.get(i))));
    }
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
    Float64Vector p = peer(momentum);
    Float64Vector g = peer(gradient);
    Float64Vector center = peer(anchor);
    for (int i = 0; i < size(); i++) {
      double slope = inverseTemperature * g.get(i) + localization * (get(i) - center.get(i));
      p.set(i, p.get(i) - kick * slope);
      set(i, get(i) + drift * p.get(i));
    }
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
    Float64Vector p = peer(momentum);
    leapfrogStep(
        momentum, gradient, anchor, timeStep, timeStep / 2, inverseTemperature, localization);
    double sum = 0;
    for (int from = 0; from < size(); from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size() - from);
      float[] normals = random.normals(count);
      for (int i = from; i < from + count; i++) {
        double kept = keep * p.get(i) + noise * normals[i - from];
        p.set(i, kept);
        set(i, get(i) + timeStep / 2 * kept);
        sum += kept * kept;
      }
    }
    return sum;
  }

  private Float64Vector peer(ParameterVector x) {
    return peer(x, Float64Vector.class);
  }
}

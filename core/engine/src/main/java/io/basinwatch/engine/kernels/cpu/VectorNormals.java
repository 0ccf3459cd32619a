package io.basinwatch.engine.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.basinwatch.engine.random.BoxMuller;
import io.basinwatch.engine.random.Lanes;
import io.basinwatch.engine.random.NormalGenerator;
import io.basinwatch.engine.random.ScalarNormals;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Normal numbers, one vector of lanes at a time; {@link ScalarNormals} is its scalar twin and
 * {@link BoxMuller} says what both compute. A machine with 128-bit vectors passes twice over the
 * array, each time with half of the lanes.
 */
public final class VectorNormals implements NormalGenerator {
  private static final VectorSpecies<Integer> INTS =
      IntVector.SPECIES_PREFERRED.length() >= Lanes.COUNT
          ? IntVector.SPECIES_256
          : IntVector.SPECIES_128;
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, INTS.vectorShape());

  @Override
  public void fill(Lanes lanes, float[] normals, int count) {
    for (int lane = 0; lane < Lanes.COUNT; lane += INTS.length()) {
      fillLanes(lanes.words(), lane, normals, count);
    }
  }

  /** One long body: the states stay in registers from block to block. */
  private static void fillLanes(int[] words, int lane, float[] normals, int count) {
    IntVector s0 = IntVector.fromArray(INTS, words, lane);
    IntVector s1 = IntVector.fromArray(INTS, words, Lanes.COUNT + lane);
    IntVector s2 = IntVector.fromArray(INTS, words, 2 * Lanes.COUNT + lane);
    IntVector s3 = IntVector.fromArray(INTS, words, 3 * Lanes.COUNT + lane);
    for (int i = lane; i < count + lane; i += BLOCK) {
      IntVector a = s0.add(s3).lanewise(ROL, 7).add(s0);
      IntVector shifted = s1.lanewise(LSHL, 9);
      s2 = s2.lanewise(XOR, s0);
      s3 = s3.lanewise(XOR, s1);
      s1 = s1.lanewise(XOR, s2);
      s0 = s0.lanewise(XOR, s3);
      s2 = s2.lanewise(XOR, shifted);
      s3 = s3.lanewise(ROL, 11);
      IntVector b = s0.add(s3).lanewise(ROL, 7).add(s0);
      shifted = s1.lanewise(LSHL, 9);
      s2 = s2.lanewise(XOR, s0);
      s3 = s3.lanewise(XOR, s1);
      s1 = s1.lanewise(XOR, s2);
      s0 = s0.lanewise(XOR, s3);
      s2 = s2.lanewise(XOR, shifted);
      s3 = s3.lanewise(ROL, 11);
      FloatVector r = radius(a);
      FloatVector t = toFloat(b).mul(BoxMuller.HALF_UNIT);
      FloatVector z = t.mul(t);
      FloatVector s = t.mul(sine(z));
      FloatVector c =
          z.fma(cosine(z), FloatVector.broadcast(FLOATS, 1f))
              .reinterpretAsInts()
              .lanewise(XOR, b.and(2).lanewise(LSHL, 30))
              .reinterpretAsFloats();
      var swap = b.and(1).compare(EQ, 1).cast(FLOATS);
      c.blend(s, swap).mul(r).intoArray(normals, i);
      s.blend(c, swap).mul(r).intoArray(normals, i + Lanes.COUNT);
    }
    s0.intoArray(words, lane);
    s1.intoArray(words, Lanes.COUNT + lane);
    s2.intoArray(words, 2 * Lanes.COUNT + lane);
    s3.intoArray(words, 3 * Lanes.COUNT + lane);
  }

  private static FloatVector radius(IntVector a) {
    FloatVector half = FloatVector.broadcast(FLOATS, BoxMuller.HALF_UNIT);
    FloatVector unit = FloatVector.broadcast(FLOATS, BoxMuller.UNIT);
    IntVector bits = toFloat(a.lanewise(LSHR, 1)).fma(unit, half).reinterpretAsInts();
    IntVector e = bits.sub(BoxMuller.SQRT_HALF_BITS).lanewise(ASHR, 23);
    FloatVector f = bits.sub(e.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1f);
    FloatVector inner = f.fma(logarithm(f), FloatVector.broadcast(FLOATS, -0.5f));
    FloatVector line = toFloat(e).fma(FloatVector.broadcast(FLOATS, BoxMuller.LN2), f);
    return f.mul(f).fma(inner, line).mul(-2f).sqrt();
  }

  private static FloatVector logarithm(FloatVector f) {
    FloatVector p = f.fma(constant(BoxMuller.P6), constant(BoxMuller.P5));
    p = f.fma(p, constant(BoxMuller.P4));
    p = f.fma(p, constant(BoxMuller.P3));
    p = f.fma(p, constant(BoxMuller.P2));
    p = f.fma(p, constant(BoxMuller.P1));
    return f.fma(p, constant(BoxMuller.P0));
  }

  private static FloatVector sine(FloatVector z) {
    FloatVector p = z.fma(constant(BoxMuller.S3), constant(BoxMuller.S2));
    p = z.fma(p, constant(BoxMuller.S1));
    return z.fma(p, constant(BoxMuller.S0));
  }

  private static FloatVector cosine(FloatVector z) {
    FloatVector p = z.fma(constant(BoxMuller.C3), constant(BoxMuller.C2));
    p = z.fma(p, constant(BoxMuller.C1));
    return z.fma(p, constant(BoxMuller.C0));
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  private static FloatVector toFloat(IntVector ints) {
    return (FloatVector) ints.convertShape(I2F, FLOATS, 0);
  }
}

package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.random.BoxMuller.C0;
import static io.basinwatch.engine.random.BoxMuller.C1;
import static io.basinwatch.engine.random.BoxMuller.C2;
import static io.basinwatch.engine.random.BoxMuller.C3;
import static io.basinwatch.engine.random.BoxMuller.HALF_UNIT;
import static io.basinwatch.engine.random.BoxMuller.LN2;
import static io.basinwatch.engine.random.BoxMuller.P0;
import static io.basinwatch.engine.random.BoxMuller.P1;
import static io.basinwatch.engine.random.BoxMuller.P2;
import static io.basinwatch.engine.random.BoxMuller.P3;
import static io.basinwatch.engine.random.BoxMuller.P4;
import static io.basinwatch.engine.random.BoxMuller.P5;
import static io.basinwatch.engine.random.BoxMuller.P6;
import static io.basinwatch.engine.random.BoxMuller.S0;
import static io.basinwatch.engine.random.BoxMuller.S1;
import static io.basinwatch.engine.random.BoxMuller.S2;
import static io.basinwatch.engine.random.BoxMuller.S3;
import static io.basinwatch.engine.random.BoxMuller.SQRT_HALF_BITS;
import static io.basinwatch.engine.random.BoxMuller.UNIT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
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
      fillWords(lanes.words(), lane, normals, count);
      transform(lane, normals, count);
    }
  }

  /** Words a and b of each block, in the places of its numbers. The states stay in registers. */
  private static void fillWords(int[] words, int lane, float[] normals, int count) {
    IntVector s0 = IntVector.fromArray(INTS, words, lane);
    IntVector s1 = IntVector.fromArray(INTS, words, Lanes.COUNT + lane);
    IntVector s2 = IntVector.fromArray(INTS, words, 2 * Lanes.COUNT + lane);
    IntVector s3 = IntVector.fromArray(INTS, words, 3 * Lanes.COUNT + lane);
    int end = Math.ceilDiv(count, BLOCK) * BLOCK;
    for (int i = lane; i < end; i += Lanes.COUNT) {
      IntVector word = s0.add(s3).lanewise(ROL, 7).add(s0);
      word.reinterpretAsFloats().intoArray(normals, i);
      IntVector shifted = s1.lanewise(LSHL, 9);
      s2 = s2.lanewise(XOR, s0);
      s3 = s3.lanewise(XOR, s1);
      s1 = s1.lanewise(XOR, s2);
      s0 = s0.lanewise(XOR, s3);
      s2 = s2.lanewise(XOR, shifted);
      s3 = s3.lanewise(ROL, 11);
    }
    s0.intoArray(words, lane);
    s1.intoArray(words, Lanes.COUNT + lane);
    s2.intoArray(words, 2 * Lanes.COUNT + lane);
    s3.intoArray(words, 3 * Lanes.COUNT + lane);
  }

  /**
   * Words to normal numbers, in place. One long body that calls nothing but the Vector API: beyond
   * some size the compiler inlines no other method, and a vector that crosses a call is an object.
   */
  private static void transform(int lane, float[] normals, int count) {
    for (int i = lane; i < count + lane; i += BLOCK) {
      IntVector a = FloatVector.fromArray(FLOATS, normals, i).reinterpretAsInts();
      FloatVector u = (FloatVector) a.lanewise(LSHR, 1).convertShape(I2F, FLOATS, 0);
      u = u.fma(broadcast(FLOATS, UNIT), broadcast(FLOATS, HALF_UNIT));
      IntVector bits = u.reinterpretAsInts();
      IntVector e = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 23);
      FloatVector f = bits.sub(e.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1f);
      FloatVector p = f.fma(broadcast(FLOATS, P6), broadcast(FLOATS, P5));
      p = f.fma(p, broadcast(FLOATS, P4));
      p = f.fma(p, broadcast(FLOATS, P3));
      p = f.fma(p, broadcast(FLOATS, P2));
      p = f.fma(p, broadcast(FLOATS, P1));
      p = f.fma(p, broadcast(FLOATS, P0));
      p = f.fma(p, broadcast(FLOATS, -0.5f));
      FloatVector exponent = (FloatVector) e.convertShape(I2F, FLOATS, 0);
      FloatVector ln = f.mul(f).fma(p, exponent.fma(broadcast(FLOATS, LN2), f));
      FloatVector r = ln.mul(-2f).sqrt();

      IntVector b = FloatVector.fromArray(FLOATS, normals, i + Lanes.COUNT).reinterpretAsInts();
      FloatVector t = ((FloatVector) b.convertShape(I2F, FLOATS, 0)).mul(HALF_UNIT);
      FloatVector z = t.mul(t);
      FloatVector s = z.fma(broadcast(FLOATS, S3), broadcast(FLOATS, S2));
      s = z.fma(s, broadcast(FLOATS, S1));
      s = z.fma(s, broadcast(FLOATS, S0)).mul(t);
      FloatVector c = z.fma(broadcast(FLOATS, C3), broadcast(FLOATS, C2));
      c = z.fma(c, broadcast(FLOATS, C1));
      c = z.fma(c, broadcast(FLOATS, C0));
      c = z.fma(c, broadcast(FLOATS, 1f));
      IntVector sign = b.lanewise(AND, 2).lanewise(LSHL, 30);
      IntVector cosine = c.reinterpretAsInts().lanewise(XOR, sign);
      IntVector sine = s.reinterpretAsInts();
      IntVector swapped = b.lanewise(LSHL, 31).lanewise(ASHR, 31);
      IntVector change = cosine.lanewise(XOR, sine).lanewise(AND, swapped);
      r.mul(cosine.lanewise(XOR, change).reinterpretAsFloats()).intoArray(normals, i);
      r.mul(sine.lanewise(XOR, change).reinterpretAsFloats()).intoArray(normals, i + Lanes.COUNT);
    }
  }
}

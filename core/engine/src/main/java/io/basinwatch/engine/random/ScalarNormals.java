package io.basinwatch.engine.random;

/** The scalar twin of {@link io.basinwatch.engine.kernels.cpu.VectorNormals}: the same bits. */
public final class ScalarNormals implements NormalGenerator {

  @Override
  public void fill(Lanes lanes, float[] normals, int count) {
    for (int block = 0; block < count; block += BLOCK) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        pair(next(lanes.words, lane), next(lanes.words, lane), normals, block + lane);
      }
    }
  }

  private static void pair(int a, int b, float[] normals, int at) {
    float r = radius(a);
    float t = b * BoxMuller.HALF_UNIT;
    float z = t * t;
    float s = t * sine(z);
    float c = Math.fma(z, cosine(z), 1f);
    c = Float.intBitsToFloat(Float.floatToRawIntBits(c) ^ (b & 2) << 30);
    boolean swap = (b & 1) != 0;
    normals[at] = r * (swap ? s : c);
    normals[at + Lanes.COUNT] = r * (swap ? c : s);
  }

  private static float radius(int a) {
    float u = Math.fma((float) (a >>> 1), BoxMuller.UNIT, BoxMuller.HALF_UNIT);
    int bits = Float.floatToRawIntBits(u);
    int e = bits - BoxMuller.SQRT_HALF_BITS >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1f;
    float inner = Math.fma(f, logarithm(f), -0.5f);
    float ln = Math.fma(f * f, inner, Math.fma((float) e, BoxMuller.LN2, f));
    return (float) Math.sqrt(-2f * ln);
  }

  private static float logarithm(float f) {
    float p = Math.fma(f, BoxMuller.P6, BoxMuller.P5);
    p = Math.fma(f, p, BoxMuller.P4);
    p = Math.fma(f, p, BoxMuller.P3);
    p = Math.fma(f, p, BoxMuller.P2);
    p = Math.fma(f, p, BoxMuller.P1);
    return Math.fma(f, p, BoxMuller.P0);
  }

  private static float sine(float z) {
    float p = Math.fma(z, BoxMuller.S3, BoxMuller.S2);
    p = Math.fma(z, p, BoxMuller.S1);
    return Math.fma(z, p, BoxMuller.S0);
  }

  private static float cosine(float z) {
    float p = Math.fma(z, BoxMuller.C3, BoxMuller.C2);
    p = Math.fma(z, p, BoxMuller.C1);
    return Math.fma(z, p, BoxMuller.C0);
  }

  private static int next(int[] words, int lane) {
    int s0 = words[lane];
    int s1 = words[Lanes.COUNT + lane];
    int s2 = words[2 * Lanes.COUNT + lane];
    int s3 = words[3 * Lanes.COUNT + lane];
    s2 ^= s0;
    s3 ^= s1;
    words[Lanes.COUNT + lane] = s1 ^ s2;
    words[2 * Lanes.COUNT + lane] = s2 ^ s1 << 9;
    words[3 * Lanes.COUNT + lane] = Integer.rotateLeft(s3, 11);
    words[lane] = s0 ^ s3;
    return Integer.rotateLeft(s0 + (s3 ^ s1), 7) + s0;
  }
}

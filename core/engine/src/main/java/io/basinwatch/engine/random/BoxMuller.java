package io.basinwatch.engine.random;

/**
 * The arithmetic of the normal numbers, given by its constants: two 32-bit words a and b make two
 * numbers (Box, Muller 1958). Each generator performs the same operations in the same order, all of
 * them correctly rounded (add, multiply, fused multiply-add, square root), so that all give the
 * same bits.
 *
 * <ul>
 *   <li>u = (a >>> 1) 2^-31 + 2^-32 in (0, 1]; r = sqrt(-2 ln u)
 *   <li>u = 2^e (1 + f), 1 + f in [sqrt(1/2), sqrt 2); ln u = e ln 2 + f + f^2 (f P(f) - 1/2)
 *   <li>t = b 2^-32 in [-1/2, 1/2]; s = t S(t^2) = sin(pi/2 t), c = t^2 C(t^2) + 1 = cos(pi/2 t)
 *   <li>c takes the sign of b's bit 1, and where b's bit 0 is set the two change places
 *   <li>the numbers are r c and r s
 * </ul>
 *
 * The polynomials are minimax fits in relative error, below 4e-8; the lowest bits of b do not show
 * in t beyond its 24 bits, unless it is tiny.
 */
public final class BoxMuller {
  /** The bits of sqrt(1/2): subtracted from those of u, they leave e in the exponent's place. */
  public static final int SQRT_HALF_BITS = 0x3F3504F3;

  public static final float UNIT = 0x1p-31f;
  public static final float HALF_UNIT = 0x1p-32f;
  public static final float LN2 = 0.6931472f;

  /** P, constant term first. */
  public static final float P0 = 0.3333391f;

  public static final float P1 = -0.25001338f;
  public static final float P2 = 0.19963063f;
  public static final float P3 = -0.16577585f;
  public static final float P4 = 0.14914767f;
  public static final float P5 = -0.14267486f;
  public static final float P6 = 0.087004356f;

  /** S, constant term first. */
  public static final float S0 = 1.5707964f;

  public static final float S1 = -0.6459635f;
  public static final float S2 = 0.07968003f;
  public static final float S3 = -0.0046016579f;

  /** C, constant term first. */
  public static final float C0 = -1.2337005f;

  public static final float C1 = 0.25366923f;
  public static final float C2 = -0.020860165f;
  public static final float C3 = 0.00090376654f;

  private BoxMuller() {}
}

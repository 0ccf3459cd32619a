package io.basinwatch.statistics.posterior;

/**
 * Means over the samples of a probe of what the posterior makes of their losses.
 *
 * @param bayes -(1/n) sum_i ln E_w exp(-l_i(w)): the Bayes loss, T on the training probe
 * @param gibbs (1/n) sum_i E_w l_i(w): the Gibbs loss, G
 * @param variance (1/n) sum_i Var_w l_i(w): the functional variance V divided by n
 */
public record PosteriorLosses(double bayes, double gibbs, double variance) {

  /**
   * @param moments of at least two draws
   */
  public static PosteriorLosses of(SampleMoments moments) {
    double bayes = 0;
    double gibbs = 0;
    double variance = 0;
    for (int i = 0; i < moments.samples(); i++) {
      bayes += moments.predictiveLoss(i);
      gibbs += moments.mean(i);
      variance += moments.variance(i);
    }
    int samples = moments.samples();
    return new PosteriorLosses(bayes / samples, gibbs / samples, variance / samples);
  }

  /**
   * WAIC = T + (beta'/n) V, an estimate of the Bayes loss on new data (Watanabe 2010).
   *
   * @param sampleBeta beta' = n beta/m: what each of m samples counts in the density
   */
  public double waic(double sampleBeta) {
    return bayes + sampleBeta * variance;
  }

  /**
   * B_g = B_t + 2 beta' (G_t - B_t) by the equations of state (Watanabe 2009), as losses: what is
   * to be expected of the Bayes loss on new data.
   *
   * @param sampleBeta as of {@link #waic}
   */
  public double predictedBayes(double sampleBeta) {
    return bayes + 2 * sampleBeta * (gibbs - bayes);
  }

  /**
   * G_g = G_t + 2 beta' (G_t - B_t), the same of the Gibbs loss.
   *
   * @param sampleBeta as of {@link #waic}
   */
  public double predictedGibbs(double sampleBeta) {
    return gibbs + 2 * sampleBeta * (gibbs - bayes);
  }

  /**
   * Singular fluctuation nu = (beta/2) V.
   *
   * @param inverseTemperature n beta
   */
  public double singularFluctuation(double inverseTemperature) {
    return inverseTemperature / 2 * variance;
  }
}

/** Names of diagnostics, and what they say. A diagnostic that is not here is shown by its own name. */
const DIAGNOSTICS = {
  "r-hat": ["R-hat", "chains that agree are below 1.05"],
  "bulk-ess": ["bulk ESS", "independent draws that all chains are worth; 100 are asked for"],
  "mala-acceptance": ["MALA acceptance", "of one Langevin proposal at the step size in use; the more parameters, the smaller"],
  "step-acceptance": ["step acceptance", "the same but for what a quadratic would give; below 0.5 the step biases the value; of MALA and HMC the part of steps that was accepted, below 0.65 too few"],
  "gradient-noise-ratio": ["gradient-noise ratio", "variance that minibatches add to a step, in units of the injected noise's"],
  "minibatch-bias": ["minibatch bias", "what minibatch noise adds to the value at most, as a part of it"],
  "measured-minibatch-bias": ["measured minibatch bias", "the same as pairs of chains showed it when the batch was chosen"],
  "step-bias": ["step bias", "what steps add to the value, as a part of it, where nothing rejects them: by the error of a step, at most; with RMSprop-SGLD also what its scales add"],
  "initialization-bias": ["initialization bias", "what the value may lack at most, as a part of it, where chains from w* have not been"],
  "probe-bias": ["probe bias", "what the value lacks at least, as a part of what it would be, as the probe is not the whole training set"],
  virial: ["virial", "1 for chains at the right temperature; above, steps or minibatches heat them; below, they have not spread"],
  "rounding-bias": ["rounding bias", "what float32 may add to the value or take from it, as a part of it"],
  "start-gap": ["start gap", "how far the second highest start of the maximisation is below the value, as a part of it"],
  "fraction-below": ["draws below L(w*)", "where the value is below 0 by more than three standard errors the checkpoint is no minimum"],
  "diverged-chains": ["diverged chains", "dropped, never averaged in"],
  "ended-by": ["ended by", "what ended the draws: their number, the standard error reached, the budget, no minimum, divergence"],
  chains: ["chains", ""],
  draws: ["draws of each chain", ""],
  "burn-in": ["burn-in", "steps of each chain before its first draw"],
  "dataset-size": ["n", "samples in the training set"],
  "probe-size": ["probe m", "samples that the loss was taken over"],
  "gradient-evaluations": ["gradient evaluations", ""],
  seconds: ["seconds", "that the measurement took"],
  "loss-at-checkpoint": ["L(w*)", "loss over the probe at the checkpoint"],
  "mean-loss": ["E[L(w)]", "mean loss over the draws"],
  "chain-values": ["value of each chain", ""],
  observations: ["observations", "draws at which losses of single samples were taken"],
  "functional-variance": ["functional variance V", "sum over n samples of their loss's variance"],
  "bayes-loss-bias": ["Bayes loss bias", "what the Bayes training loss is too large by, as it has few draws"],
  "bayes-training-loss": ["Bayes training loss T", "nats a sample"],
  "gibbs-training-loss": ["Gibbs training loss G", "nats a sample"],
  "predicted-bayes-generalization-loss": ["predicted Bayes generalization loss", "T + 2β'(G − T), β' = nβ/m of a probe of m samples"],
  "predicted-gibbs-generalization-loss": ["predicted Gibbs generalization loss", "G + 2β'(G − T)"],
  "heldout-bayes-loss": ["held-out Bayes loss", "measured"],
  "heldout-gibbs-loss": ["held-out Gibbs loss", "measured"],
  multiplicity: ["multiplicity m", "assumed"],
  "multiplicity-experimental": ["multiplicity m (experimental)", "fitted over temperatures; localization adds to it"],
  "multiplicity-experimental-llc": ["λ of that fit", "its intercept"],
  "multiplicity-experimental-misfit": ["misfit of that fit", "residuals in units of their errors"],
  "fraction-negative": ["error rate", "fraction of margins below 0"],
};

const ORDER = Object.keys(DIAGNOSTICS);

/** Orders diagnostics as they stand above, others last. */
export function byWeight(a, b) {
  const place = (name) => (name in DIAGNOSTICS ? ORDER.indexOf(name) : ORDER.length);
  return place(a) - place(b);
}

/** The label of a diagnostic and a few words on it, perhaps none. */
export function glossed(diagnostic) {
  return DIAGNOSTICS[diagnostic] ?? [diagnostic.replaceAll("-", " "), ""];
}

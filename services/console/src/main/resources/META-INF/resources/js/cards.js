import { measured, minibatches, quantiles, sentHeldout, variants } from "./layers.js";

/**
 * What the page of a run shows: cards under headings. To show a statistic, add a card here, or a
 * layer (`layers.js`) to one that is there. What a run has and no card shows gets a card of its own
 * under the last heading.
 *
 * A group has a title, cards, and `open`: whether they are shown until somebody chooses. A card has
 *   explains: a sentence with the unit;
 *   layers: what is drawn; those with a `headline` give the numbers above the plot;
 *   logarithmic: whether its values start on a logarithmic scale;
 *   guides: [{at, ranged}] horizontal lines; `ranged`: the axis always shows them;
 *   optional: hidden until there is something to draw.
 */
export const BOLD = { width: 2, points: true };
const DASHED = { dash: [5, 3] };

const OVERVIEW = {
  id: "overview",
  title: "Overview",
  open: true,
  cards: [
    {
      id: "loss",
      title: "Loss",
      explains: "Mean loss; nats a sample for cross-entropy.",
      logarithmic: true,
      layers: [
        minibatches("minibatch, smoothed", "blue"),
        measured("loss", "training probe", "teal", DASHED),
        measured("loss/heldout", "held-out", "orange", { ...BOLD, headline: "held-out" }),
        sentHeldout("held-out, sent by the trainer", "grey"),
      ],
    },
    {
      id: "llc",
      title: "Local learning coefficient",
      explains: "Parameters that the loss near the checkpoint still feels, in halves.",
      layers: [measured("llc", "LLC, standard error", "blue", { ...BOLD, headline: "LLC" })],
    },
    {
      id: "sharpness",
      title: "Sharpness",
      explains: "Rise of the loss within a small distance, in the loss's unit.",
      logarithmic: true,
      layers: [
        measured("sharpness", "worst case", "blue", { ...BOLD, headline: "worst case" }),
        measured("adaptive-sharpness", "adaptive", "orange", { ...BOLD, headline: "adaptive" }),
        measured("average-sharpness", "average", "blue", DASHED),
        measured("adaptive-average-sharpness", "adaptive average", "orange", DASHED),
      ],
    },
    {
      id: "margin",
      title: "Margin",
      explains: "Logit of the right class less the largest other; errors below 0.",
      guides: [{ at: 0 }],
      layers: [
        quantiles("margin", "teal", [
          ["q95", "q05", 0.1],
          ["q90", "q10", 0.12],
          ["q75", "q25", 0.2],
        ]),
        measured("margin", "training: median, quantiles 5–95 %", "teal", {
          ...BOLD,
          headline: "median, training",
        }),
        measured("margin/heldout", "held-out median", "orange", {
          ...DASHED,
          width: 2,
          headline: "median, held-out",
        }),
      ],
    },
    {
      id: "norms",
      title: "Norms",
      explains: "Euclidean norm of all parameters, and of their change.",
      layers: [
        measured("weight-norm", "norm of the weights", "violet", { ...BOLD, headline: "weights" }),
        measured("distance-from-initialization", "distance from initialization", "teal", {
          ...BOLD,
          headline: "from start",
        }),
      ],
    },
    {
      id: "slopes",
      title: "Generalization gap and gradient",
      explains: "Held-out less training loss; Euclidean norm of the gradient.",
      guides: [{ at: 0 }],
      layers: [
        measured("generalization-gap", "held-out minus training loss", "orange", {
          ...BOLD,
          headline: "gap",
        }),
        measured("gradient-norm", "gradient norm (right)", "grey", {
          ...DASHED,
          axis: "right",
          headline: "gradient norm",
        }),
      ],
    },
  ],
};

const POSTERIOR = {
  id: "posterior",
  title: "Singular learning theory",
  open: true,
  cards: [
    {
      id: "bayes",
      title: "WAIC and Bayes loss",
      explains:
        "Loss of the posterior's mean prediction, nats a sample: predicted for new data by WAIC and the equations of state, and measured.",
      logarithmic: true,
      layers: [
        measured("waic", "WAIC", "blue", { ...BOLD, headline: "WAIC" }),
        measured("waic", "predicted", "violet", {
          ...DASHED,
          diagnostic: "predicted-bayes-generalization-loss",
        }),
        measured("waic", "held-out", "orange", {
          ...BOLD,
          diagnostic: "heldout-bayes-loss",
          headline: "held-out Bayes loss",
          optional: true,
        }),
        measured("waic", "training", "teal", { diagnostic: "bayes-training-loss" }),
      ],
    },
    {
      id: "gibbs",
      title: "Gibbs loss",
      explains:
        "Mean loss of single draws from the posterior, nats a sample: predicted for new data, and measured.",
      logarithmic: true,
      layers: [
        measured("waic", "predicted", "violet", {
          ...DASHED,
          diagnostic: "predicted-gibbs-generalization-loss",
          headline: "predicted",
        }),
        measured("waic", "held-out", "orange", {
          ...BOLD,
          diagnostic: "heldout-gibbs-loss",
          headline: "held-out Gibbs loss",
          optional: true,
        }),
        measured("waic", "training", "teal", { diagnostic: "gibbs-training-loss" }),
      ],
    },
    {
      id: "free-energy",
      title: "Free energy and WBIC",
      explains:
        "Minus log evidence of the basin, nats: n L(w*) + λ ln n, and WBIC, which equals it at β = 1/ln n for multiplicity 1.",
      layers: [
        measured("free-energy", "free energy", "blue", { ...BOLD, headline: "free energy" }),
        measured("wbic", "WBIC", "orange", { ...DASHED, width: 2, headline: "WBIC" }),
      ],
    },
    {
      id: "singular-fluctuation",
      title: "Singular fluctuation",
      explains:
        "Spread of single samples' losses over the posterior, ν = β/2 Σ Var l, in half parameters; d/2 for a regular model at β = 1.",
      layers: [
        measured("singular-fluctuation", "singular fluctuation ν", "teal", { ...BOLD, headline: "ν" }),
      ],
    },
    {
      id: "refined-llc",
      title: "Refined LLC",
      explains:
        "LLC with only a layer or another group of parameters free, or on a part of the data, in half parameters.",
      optional: true,
      layers: [variants("llc")],
    },
    {
      id: "multiplicity",
      title: "Multiplicity (experimental)",
      explains:
        "Fitted over temperatures, tE[K] = λ − (m − 1)/ln t; no unit. At finite n an orientation, no integer; localization adds to it, the more parameters the more, so compare checkpoints at equal settings only.",
      optional: true,
      layers: [
        measured("llc", "multiplicity m", "violet", {
          ...BOLD,
          diagnostic: "multiplicity-experimental",
          headline: "m",
        }),
      ],
    },
  ],
};

const CURVATURE = {
  id: "curvature",
  title: "Curvature",
  open: true,
  cards: [
    {
      id: "hessian",
      title: "Hessian eigenvalues",
      explains:
        "Largest and smallest curvature of the loss over the probe, by Lanczos; loss per squared parameter.",
      guides: [{ at: 0 }],
      layers: [
        measured("hessian-max-eigenvalue", "largest", "blue", { ...BOLD, headline: "largest" }),
        measured("hessian-min-eigenvalue", "smallest", "orange", { ...BOLD, headline: "smallest" }),
      ],
    },
    {
      id: "keskar-sharpness",
      title: "Keskar sharpness",
      explains:
        "Largest rise of the loss in a box of ε(|w| + 1) about the weights, in percent of 1 + loss, for each ε.",
      logarithmic: true,
      layers: [variants("keskar-sharpness", (epsilon) => `ε = ${epsilon}`)],
    },
  ],
};

const SAMPLER = {
  id: "sampler",
  title: "LLC sampler",
  open: false,
  cards: [
    {
      id: "chains",
      title: "Agreement of chains",
      explains: "Split rank-normalised R-hat: chains that agree are below 1.05.",
      guides: [{ at: 1.05, ranged: true }],
      layers: [measured("llc", "R-hat", "blue", { ...BOLD, diagnostic: "r-hat", headline: "R-hat" })],
    },
    {
      id: "draws",
      title: "Effective sample size",
      explains: "Independent draws that all chains are worth; 100 are asked for.",
      logarithmic: true,
      guides: [{ at: 100, ranged: true }],
      layers: [
        measured("llc", "bulk ESS", "blue", { ...BOLD, diagnostic: "bulk-ess", headline: "bulk ESS" }),
        measured("llc", "draws of each chain", "grey", { ...DASHED, diagnostic: "draws" }),
      ],
    },
    {
      id: "step-quality",
      title: "Biases of the step",
      explains:
        "Acceptance of a step of this size, but for what a quadratic would give (0.95 wanted, 0.5 the least; 0.9 and 0.65 of MALA and HMC, which are exact), and what minibatch noise adds to the LLC at most, as a part of it.",
      guides: [{ at: 0.5 }],
      layers: [
        measured("llc", "step acceptance", "blue", {
          ...BOLD,
          diagnostic: "step-acceptance",
          headline: "acceptance",
        }),
        measured("llc", "draws below L(w*)", "teal", { ...DASHED, diagnostic: "fraction-below" }),
        measured("llc", "minibatch bias (right)", "grey", {
          ...DASHED,
          diagnostic: "minibatch-bias",
          axis: "right",
          headline: "minibatch bias",
        }),
      ],
    },
    {
      id: "step-size",
      title: "Step size and batch size",
      explains: "ε of the sampler, given or chosen at each checkpoint, and samples in a minibatch.",
      logarithmic: true,
      layers: [
        measured("llc", "step size ε", "blue", {
          ...BOLD,
          setting: "llc.step-size",
          headline: "step size",
        }),
        measured("llc", "batch size (right)", "grey", {
          ...DASHED,
          setting: "llc.batch-size",
          axis: "right",
          headline: "batch size",
        }),
      ],
    },
    {
      id: "cost",
      title: "Cost",
      explains: "Seconds that a measurement took, and calls of the gradient.",
      layers: [
        measured("llc", "seconds", "blue", {
          ...BOLD,
          diagnostic: "seconds",
          stands: true,
          headline: "seconds",
        }),
        measured("llc", "gradient evaluations (right)", "grey", {
          ...DASHED,
          diagnostic: "gradient-evaluations",
          stands: true,
          axis: "right",
          headline: "gradients",
        }),
      ],
    },
  ],
};

export const GROUPS = [OVERVIEW, POSTERIOR, CURVATURE, SAMPLER];

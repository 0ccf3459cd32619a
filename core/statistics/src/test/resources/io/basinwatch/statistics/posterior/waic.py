"""Makes waic.csv beside it (made with Python 3.11 and NumPy 2.4.6): the WAIC of a 1000 x 32 log-likelihood matrix as R's loo
computes it (lppd minus the sample variances over draws), in float64, and the sums behind it.

The matrix has draws in rows: l[s, i] = -ln p, by a formula of whole numbers that the
test repeats."""

from pathlib import Path

import numpy as np

DRAWS, SAMPLES = 1000, 32


def losses() -> np.ndarray:
    """A matrix without random numbers, spread like draws of a posterior."""
    s = np.arange(DRAWS)[:, None]
    i = np.arange(SAMPLES)[None, :]
    theta = (s * 7919 % 1009) / 1009
    return (
        0.5
        + 0.01 * i
        + (theta - 0.3) ** 2 * (1 + i / 4)
        + (s * (i + 1) * 31 % 997) / 997
    )


def main() -> None:
    """Writes the numbers."""
    log_likelihood = -losses()
    top = log_likelihood.max(0)
    lppd = top + np.log(np.exp(log_likelihood - top).mean(0))
    variance = log_likelihood.var(0, ddof=1)
    values = {
        "bayes": -lppd.mean(),
        "gibbs": -log_likelihood.mean(),
        "p_waic": variance.sum(),
        "elpd_waic": (lppd - variance).sum(),
    }
    text = "".join(f"{name},{float(value)!r}\n" for name, value in values.items())
    Path(__file__).with_suffix(".csv").write_text(text)


if __name__ == "__main__":
    main()

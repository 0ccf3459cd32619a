"""Makes chains.csv: draws of a few chains and their diagnostics, from the formulas of Vehtari, Gelman,
Simpson, Carpenter, Buerkner (2021), in NumPy and without looking at the Java.

    python chains.py > chains.csv        (made with Python 3.11.7 and NumPy 2.2.6)

A case is a line `name,chains,R-hat,bulk ESS,standard error of the mean`, then one line of draws a chain.
"""

from statistics import NormalDist

import numpy as np


def split(x):
    half = x.shape[1] // 2
    return np.concatenate([x[:, :half], x[:, x.shape[1] - half :]])


def ranks(x):
    """1-based, ties get the mean of their ranks."""
    flat = x.ravel()
    less = (flat[None, :] < flat[:, None]).sum(1)
    equal = (flat[None, :] == flat[:, None]).sum(1)
    return (less + (equal + 1) / 2).reshape(x.shape)


def rank_normalise(x):
    p = (ranks(x) - 3 / 8) / (x.size + 1 / 4)
    return np.vectorize(NormalDist().inv_cdf)(p)


def variances(x):
    n = x.shape[1]
    within = x.var(axis=1, ddof=1).mean()
    plus = (n - 1) / n * within + x.mean(axis=1).var(ddof=1)
    return within, plus


def basic_r_hat(x):
    within, plus = variances(x)
    return np.sqrt(plus / within)


def r_hat(x):
    x = split(x)
    folded = np.abs(x - np.median(x))
    return max(basic_r_hat(rank_normalise(x)), basic_r_hat(rank_normalise(folded)))


def ess(x):
    chains, n = x.shape
    within, plus = variances(x)
    centred = x - x.mean(axis=1, keepdims=True)
    covariance = np.array([np.correlate(c, c, "full")[n - 1 :] / n for c in centred]).mean(0)
    rho = 1 - (within - covariance) / plus
    rho[0] = 1
    pairs, k = [], 0
    while 2 * k < n - 5 and rho[2 * k] + rho[2 * k + 1] > 0:
        pairs.append(rho[2 * k] + rho[2 * k + 1])
        k += 1
    tau = -1 + 2 * np.minimum.accumulate(pairs).sum() + max(rho[2 * k], 0)
    return chains * n / max(tau, 1 / np.log10(chains * n))


def blocks(x):
    size = max(1, x.shape[1] // 32)
    count = x.shape[1] // size
    return x[:, x.shape[1] - count * size :].reshape(len(x), count, size).mean(2)


def error_of_mean(x):
    return np.sqrt(variances(x)[1] / ess(x))


def autoregressive(generator, chains, n, phi, shift=0.0, scale=1.0):
    x = np.empty((chains, n))
    noise = generator.normal(size=(chains, n))
    x[:, 0] = noise[:, 0]
    for t in range(1, n):
        x[:, t] = phi * x[:, t - 1] + np.sqrt(1 - phi * phi) * noise[:, t]
    return x * scale + shift


def main():
    g = np.random.default_rng(20261124)
    cases = {
        "independent": autoregressive(g, 4, 100, 0.0),
        "correlated": autoregressive(g, 4, 101, 0.9),
        "antithetic": autoregressive(g, 3, 80, -0.6),
        "one-chain": autoregressive(g, 1, 120, 0.5),
        "apart": autoregressive(g, 4, 60, 0.3, np.arange(4)[:, None]),
        "scales": autoregressive(g, 4, 60, 0.3, 0.0, (1 + np.arange(4))[:, None]),
        "ties": np.round(autoregressive(g, 2, 90, 0.5)),
        "heavy-tails": g.standard_cauchy(size=(4, 50)),
        "noisy": autoregressive(g, 4, 301, 0.98) + 3 * g.normal(size=(4, 301)),
    }
    for name, x in cases.items():
        s = split(x)
        error = max(error_of_mean(s), error_of_mean(blocks(s)))
        print(f"{name},{len(x)},{r_hat(x):.17g},{ess(rank_normalise(s)):.17g},{error:.17g}")
        for chain in x:
            print(",".join(f"{value:.17g}" for value in chain))


if __name__ == "__main__":
    main()

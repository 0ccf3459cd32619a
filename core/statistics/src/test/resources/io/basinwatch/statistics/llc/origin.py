"""Makes origin.csv: the LLC at its default n beta and gamma, n = 10,000, of networks whose w* is the origin.

    python origin.py > origin.csv        (made with Python 3.11.7 and NumPy 2.2.6)

The expectation of t K under the density proportional to exp(-t K(w) - gamma/2 |w|^2), t = n / ln n, from draws of
the Gaussian alone, weighted by exp(-t K): no Markov chain, and so nothing that it could fail to reach. Where the
LLC is large hardly any draw has weight; those networks are left out. A line is `name,value,standard error`.
"""

import numpy as np

T = 10_000 / np.log(10_000)
LOCALIZATION = 20.0
BLOCKS = 40
DRAWS = 250_000  # of a block
SHAPES = ("2-2-2", "1-1-1", "2-2-2-2", "3-3-3-3", "1-1-1-1")


def linear(widths):
    def loss(normal):
        product = None
        for inputs, outputs in zip(widths, widths[1:], strict=False):
            w = normal(outputs, inputs)
            product = w if product is None else w @ product
        return (product**2).sum((1, 2)) / 2

    return loss


def tanh(hidden):
    x = np.linspace(-1, 1, 21)

    def loss(normal):
        u, v = normal(hidden), normal(hidden)
        output = sum(v[:, h, None] * np.tanh(u[:, h, None] * x) for h in range(hidden))
        return (output**2).mean(1) / 2

    return loss


def value(loss, seed):
    random = np.random.default_rng(seed)

    def normal(*shape):
        return random.standard_normal((DRAWS, *shape)) / np.sqrt(LOCALIZATION)

    sums = []
    for _ in range(BLOCKS):
        k = loss(normal)
        weight = np.exp(-T * k)
        sums.append((weight.sum(), (weight * T * k).sum()))
    weights, products = np.array(sums).T
    mean = products.sum() / weights.sum()
    return mean, np.sqrt(((products - mean * weights) ** 2).sum()) / weights.sum()


if __name__ == "__main__":
    cases = {f"linear:0:{shape}": linear([int(w) for w in shape.split("-")]) for shape in SHAPES}
    cases |= {f"tanh:{hidden}": tanh(hidden) for hidden in range(1, 7)}
    for seed, (name, loss) in enumerate(cases.items()):
        print("{},{:.4f},{:.4f}".format(name, *value(loss, seed)))

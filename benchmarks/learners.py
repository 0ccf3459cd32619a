"""The trained networks of `bench calibration`: small, with real structure to learn."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from case import train
from torch import Generator, Tensor, nn
from torch.optim import Adam, AdamW, Optimizer
from zoo import Entry, Made, make
from zoo.other import perceptron

DATA = Path(__file__).parents[1] / "trainers/java/src/main/resources/io/basinwatch/trainers/data"


@dataclass(frozen=True)
class Learner:
    """A network with how it learns; the samples of its entry are n, all of them in the probe."""

    entry: Entry
    optimizer: Callable[[list[nn.Parameter]], Optimizer]
    batch: int
    epochs: int

    @property
    def name(self) -> str:
        """Of the entry."""
        return self.entry.name

    def trained(self) -> Made:
        """Always the same weights."""
        made = make(self.entry)
        train(made, self.optimizer(list(made.model.parameters())), self.batch, self.epochs)
        return made


def _digits(*shape: int) -> Callable[[int, Generator], tuple[Tensor, Tensor]]:
    def data(samples: int, _: Generator) -> tuple[Tensor, Tensor]:
        text = gzip.decompress((DATA / "digits.csv.gz").read_bytes()).decode()
        rows = torch.tensor([list(map(int, line.split(","))) for line in text.split()[:samples]])
        return (rows[:, :-1] / 16).reshape(samples, *shape), rows[:, -1]

    return data


MODULUS = 53


def _sums(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Some of the pairs of numbers, each with its sum modulo 53."""
    chosen = torch.randperm(MODULUS**2, generator=generator)[:samples]
    pairs = torch.stack([chosen // MODULUS, chosen % MODULUS], 1)
    return pairs, pairs.sum(1) % MODULUS


def _adder() -> nn.Module:
    return nn.Sequential(nn.Embedding(MODULUS, 12), nn.Flatten(), *perceptron((24, 48, MODULUS)))


WIDTH = 8
RANK = 3


def _teacher(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Normal numbers, of which three directions reach the outputs, with noise."""
    x = torch.randn(samples, WIDTH, generator=generator)
    strengths = torch.tensor([1.5, 1.2, 0.9] + [0.0] * (WIDTH - RANK))
    return x, x * strengths + 0.3 * torch.randn(samples, WIDTH, generator=generator)


def _linear() -> nn.Module:
    return nn.Sequential(*(nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(3)))


def _convolutions() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, stride=2),
        nn.ReLU(),
        nn.Conv2d(4, 8, 3, padding=1, stride=2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


LEARNERS = (
    Learner(
        Entry("digits 64-64-10", lambda: perceptron((64, 64, 10)), _digits(64), samples=1024),
        lambda w: Adam(w, lr=2e-3, weight_decay=1e-4),
        batch=64,
        epochs=60,
    ),
    Learner(  # 40 % of the pairs
        Entry("grokking, modulo 53", _adder, _sums, samples=1123),
        lambda w: AdamW(w, lr=0.01, weight_decay=0.5),
        batch=1123,
        epochs=3000,
    ),
    Learner(
        Entry("deep linear 8-8-8-8", _linear, _teacher, loss="squared-error", samples=1000),
        lambda w: Adam(w, lr=1e-2),
        batch=1000,
        epochs=2000,
    ),
    Learner(
        Entry("CNN 4-8-10 on digits", _convolutions, _digits(1, 8, 8), samples=512),
        lambda w: Adam(w, lr=2e-3, weight_decay=1e-4),
        batch=64,
        epochs=200,
    ),
)

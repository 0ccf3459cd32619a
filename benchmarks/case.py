"""Networks at a minimum, their data, and the settings with which both sides sample."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import torch
import transformers as tf
from derivatives import sample_losses
from networks import Logits
from torch import Generator, Tensor, nn
from torch.optim import Optimizer
from zoo import Entry, Made, make
from zoo.entry import Data
from zoo.other import perceptron

SAMPLERS = ("sgld", "rmsprop-sgld")


@dataclass(frozen=True)
class Case:
    """A network, which learns its data first, and how both sides sample around it."""

    entry: Entry  # its samples are n, all of them in the probe
    batch: int
    localization: float
    step_size: float  # of SGLD
    burn_in: int  # steps of each chain
    draws: int  # of each chain
    between: int  # steps between draws
    epochs: int = 200
    rounds: int = 3
    warm_up_rounds: int = 2  # of ours: a chain's program is compiled while it runs
    precise: bool = True  # whether it is measured until the standard error is small, too
    chains: int = 2

    @property
    def name(self) -> str:
        """As `784-256-256-10, batch 256`."""
        return f"{self.entry.name}, batch {self.batch}"

    @property
    def temperature(self) -> float:
        """The inverse temperature n beta = n / ln n."""
        return self.entry.samples / log(self.entry.samples)

    @property
    def posterior(self) -> list[str]:
        """What the value depends on, in our names."""
        return [
            f"llc.localization={self.localization}",
            f"llc.inverse-temperature={self.temperature}",
        ]

    def step_size_of(self, sampler: str) -> float:
        """RMSprop multiplies a parameter's step by up to 10."""
        return self.step_size / (10 if sampler == "rmsprop-sgld" else 1)

    def settings(self, sampler: str) -> list[str]:
        """All settings, in our names."""
        return [
            *self.posterior,
            f"llc.sampler={sampler}",
            f"llc.step-size={self.step_size_of(sampler)}",
            f"llc.chains={self.chains}",
            f"llc.draws={self.draws}",
            f"llc.burn-in={self.burn_in}",
            f"llc.steps-between-draws={self.between}",
            f"llc.batch-size={self.batch}",
        ]

    def trained(self) -> Made:
        """The network after it has learnt."""
        made = make(self.entry)
        optimizer = torch.optim.Adam(made.model.parameters(), lr=2e-3, weight_decay=1e-4)
        train(made, optimizer, self.batch, self.epochs)
        return made


def train(made: Made, optimizer: Optimizer, batch: int, epochs: int) -> None:
    """Lets the model learn its probe."""
    torch.set_num_threads(1)
    x, y = inputs(made), made.probe.target
    for _ in range(epochs):
        for indices in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad()
            sample_losses(made.model(x[indices]), y[indices], made.entry).mean().backward()
            optimizer.step()


def inputs(made: Made) -> Tensor:
    """The model's only input."""
    return made.probe.inputs[""]


def taught(network: Callable[[], nn.Module], *shape: int) -> Data:
    """Normal numbers, each with a class drawn from the logits of a random network, times three."""

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        x = torch.randn(samples, *shape, generator=generator)
        with torch.no_grad():
            odds = (3 * network()(x)).softmax(1)
        return x, odds.multinomial(1, generator=generator).squeeze(1)

    return data


def periodic_tokens(vocabulary: int, time: int) -> Data:
    """Sequences that add a step of their own to each token: what comes next can be learnt."""

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        first, step = torch.randint(1, vocabulary - 1, (2, samples, 1), generator=generator)
        tokens = 1 + (first + step * torch.arange(time + 1)) % (vocabulary - 1)
        return tokens[:, :-1], tokens[:, 1:]

    return data


def _perceptron(*widths: int, samples: int) -> Entry:
    def network() -> nn.Module:
        return perceptron(widths)

    name = "-".join(map(str, widths))
    return Entry(name, network, taught(network, widths[0]), samples=samples)


def _convolutions() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, stride=2),
        nn.ReLU(),
        nn.Conv2d(8, 16, 3, padding=1, stride=2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(256, 10),
    )


VOCABULARY = 5632
TIME = 64


def _gpt() -> nn.Module:
    config = tf.GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=TIME,
        n_embd=256,
        n_layer=2,
        n_head=4,
        resid_pdrop=0,
        embd_pdrop=0,
        attn_pdrop=0,
    )
    return Logits(tf.GPT2LMHeadModel(config))


CASES = (
    Case(
        _perceptron(10, 32, 32, 10, samples=1024),
        batch=64,
        localization=100.0,
        step_size=2e-4,
        burn_in=300,
        draws=60,
        between=20,
        warm_up_rounds=6,
    ),
    *(
        Case(
            _perceptron(784, 256, 256, 10, samples=2048),
            batch=batch,
            localization=1000.0,
            step_size=1e-4,
            burn_in=200,
            draws=80,
            between=10,
        )
        for batch in (64, 256)
    ),
    Case(
        Entry(
            "CNN 8-16-10 on 16x16", _convolutions, taught(_convolutions, 1, 16, 16), samples=1024
        ),
        batch=64,
        localization=100.0,
        step_size=1e-4,
        burn_in=300,
        draws=60,
        between=20,
        epochs=60,
        warm_up_rounds=4,
    ),
    Case(
        Entry("GPT 2 x 256 on 64 tokens", _gpt, periodic_tokens(VOCABULARY, TIME), samples=32),
        batch=8,
        localization=1000.0,
        step_size=1e-5,
        burn_in=8,
        draws=8,
        between=4,
        epochs=20,
        warm_up_rounds=1,
        precise=False,
    ),
)

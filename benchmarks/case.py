"""A network at a minimum, its data, and the settings with which both sides sample."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from basinwatch.export import detached, export, input_names
from basinwatch.probe import make_probe
from basinwatch.weights import Weights


@dataclass(frozen=True)
class Case:
    """One row of the benchmark."""

    widths: tuple[int, ...]
    batch: int
    samples: int  # n, all of them in the probe
    step_size: float
    localization: float
    burn_in: int  # steps of each chain
    draws: int  # of each chain
    between: int  # steps between draws
    warm_up_rounds: int  # of ours: a chain's program is compiled while it runs
    chains: int = 2

    @property
    def name(self) -> str:
        """As `784-256-256-10, batch 256`."""
        return f"{'-'.join(map(str, self.widths))}, batch {self.batch}"

    @property
    def temperature(self) -> float:
        """The inverse temperature n beta = n / ln n."""
        n = torch.tensor(float(self.samples))
        return float(n / n.log())

    @property
    def settings(self) -> list[str]:
        """Our names for the settings."""
        return [
            f"llc.step-size={self.step_size}",
            f"llc.localization={self.localization}",
            f"llc.inverse-temperature={self.temperature}",
            f"llc.chains={self.chains}",
            f"llc.draws={self.draws}",
            f"llc.burn-in={self.burn_in}",
            f"llc.steps-between-draws={self.between}",
            f"llc.batch-size={self.batch}",
        ]


SMALL = Case(
    (10, 32, 32, 10), 64, 1024, 2e-4, 100.0, burn_in=500, draws=100, between=20, warm_up_rounds=10
)
LARGE = Case(
    (784, 256, 256, 10),
    256,
    2048,
    1e-4,
    1000.0,
    burn_in=200,
    draws=180,
    between=10,
    warm_up_rounds=2,
)
CASES = (SMALL, LARGE)


def trained(case: Case) -> tuple[nn.Module, Tensor, Tensor]:
    """A network trained on labels of a random one, with its inputs and targets."""
    torch.manual_seed(1)
    x = torch.randn(case.samples, case.widths[0])
    with torch.no_grad():
        y = (3 * perceptron(case.widths)(x)).softmax(1).multinomial(1).squeeze(1)
    network = perceptron(case.widths)
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3, weight_decay=1e-4)
    for _ in range(200):
        for indices in torch.randperm(case.samples).split(case.batch):
            optimizer.zero_grad()
            cross_entropy(network(x[indices]), y[indices]).backward()
            optimizer.step()
    return network, x, y


def perceptron(widths: tuple[int, ...]) -> nn.Sequential:
    """A ReLU network."""
    layers = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def write(network: nn.Module, x: Tensor, y: Tensor, folder: Path) -> None:
    """Writes what our side reads, as the client would publish it."""
    weights = Weights.copy(network)
    probe = make_probe("probe", (x, y), "cross-entropy", network)
    graph = export(detached(network, weights), probe)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "weights.safetensors").write_bytes(weights.encode())
    (folder / "probe.safetensors").write_bytes(probe.encode(input_names(graph)))

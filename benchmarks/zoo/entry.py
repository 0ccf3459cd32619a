"""What an architecture of the zoo is: how to build it, and the data that it takes."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor, nn

from basinwatch.child import run_in_child
from basinwatch.export import detached, export, input_names
from basinwatch.probe import Inputs, Probe, make_probe
from basinwatch.watch import EXPORT_SECONDS
from basinwatch.weights import Weights

# Makes (inputs, target) of that many samples.
Data = Callable[[int, Generator], tuple[Inputs, Tensor | None]]


@dataclass(frozen=True)
class Entry:
    """One architecture in one configuration."""

    name: str
    build: Callable[[], nn.Module]
    data: Data
    loss: str = "cross-entropy"
    ignored: int = -100  # class index of targets that do not count
    samples: int = 3


@dataclass(frozen=True)
class Made:
    """A model with its weights and its probe, always the same ones for an entry."""

    entry: Entry
    model: nn.Module
    probe: Probe

    def write(self, folder: Path) -> None:
        """Writes model.onnx, weights.safetensors and probe.safetensors, as the client does.

        The export has a process of its own: one that fails leaves traces in PyTorch.
        """
        weights = Weights.copy(self.model)
        model = detached(self.model, weights)
        graph = run_in_child(lambda: export(model, self.probe), EXPORT_SECONDS)
        (folder / "model.onnx").write_bytes(graph)
        (folder / "weights.safetensors").write_bytes(weights.encode())
        (folder / "probe.safetensors").write_bytes(self.probe.encode(input_names(graph)))


def make(entry: Entry, seed: int = 1) -> Made:
    """The entry's model in inference mode and its probe."""
    torch.manual_seed(seed)
    model = entry.build().eval()
    generator = torch.Generator().manual_seed(seed)
    _move_statistics(model, generator)
    data = entry.data(entry.samples, generator)
    return Made(entry, model, make_probe("probe", data, entry.loss, model))


def parameters(build: Callable[[], nn.Module]) -> int | None:
    """How many a model has; nothing where it cannot be made."""
    for device in ("meta", "cpu"):  # without the weights' memory where the model allows it
        with contextlib.suppress(Exception), torch.device(device):
            return sum(parameter.numel() for parameter in build().parameters())
    return None


def smallest(builds: dict[str, Callable[[], nn.Module]]) -> str | None:
    """The name of the one with the fewest parameters; nothing if none can be made."""
    sizes = {name: parameters(build) for name, build in builds.items()}
    known = {name: size for name, size in sizes.items() if size is not None}
    return min(known, key=known.get, default=None)


def classifies(build: Callable[[], nn.Module], *sample: int, classes: int) -> bool:
    """Whether the model gives finite logits for samples of this shape."""
    try:
        model = build().eval()
        with torch.no_grad():
            logits = model(torch.zeros(2, *sample))
    except Exception:
        return False
    return logits.shape == (2, classes) and bool(logits.isfinite().all())


def _move_statistics(model: nn.Module, generator: Generator) -> None:
    """Gives batch normalisation statistics that are not 0 and 1, which would hide mistakes."""
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.track_running_stats:
            module.running_mean.normal_(0, 0.1, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)


def images(size: int, channels: int = 3, classes: int = 10) -> Data:
    """Pictures, each with a class."""

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        x = torch.randn(samples, channels, size, size, generator=generator)
        return x, torch.randint(classes, (samples,), generator=generator)

    return data


def vectors(*shape: int, classes: int) -> Data:
    """Tensors of real numbers, each with a class."""

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        x = torch.randn(samples, *shape, generator=generator)
        return x, torch.randint(classes, (samples,), generator=generator)

    return data


def next_tokens(vocabulary: int, time: int) -> Data:
    """Token sequences with the next token at each place as its target.

    None is 0, which some embeddings take for padding: PyTorch leaves it out of their gradient.
    """

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        tokens = torch.randint(1, vocabulary, (samples, time + 1), generator=generator)
        return tokens[:, :-1], tokens[:, 1:]

    return data


def labelled_tokens(vocabulary: int, time: int, classes: int) -> Data:
    """Token sequences, each with a class."""

    def data(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
        tokens = torch.randint(1, vocabulary, (samples, time), generator=generator)
        return tokens, torch.randint(classes, (samples,), generator=generator)

    return data

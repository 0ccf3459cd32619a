"""Functions of PyTorch, each in a small network: a linear layer, the function, a linear layer."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from zoo.entry import Entry, vectors
from zoo.function_tables import NUMBERS, PICTURES, ROWS, Function

INPUTS, CLASSES = 6, 5

# What is more than a function of h (batch, 3, 4).
MODULES: dict[str, Callable[[], nn.Module]] = {
    "AdaptiveLogSoftmax": lambda: Applied(
        nn.AdaptiveLogSoftmaxWithLoss(4, 8, [2, 5], div_value=2), lambda m, h: m.log_prob(h[:, 0])
    ),
    "GRU, 2 layers": lambda: Applied(
        nn.GRU(4, 5, num_layers=2, batch_first=True), lambda m, h: m(h)[0]
    ),
    "GRUCell": lambda: Applied(nn.GRUCell(4, 5), lambda m, h: m(h[:, 1], m(h[:, 0]))),
    "LSTM, projected": lambda: Applied(
        nn.LSTM(4, 5, proj_size=2, batch_first=True), lambda m, h: m(h)[0]
    ),
    "LSTMCell": lambda: Applied(nn.LSTMCell(4, 5), lambda m, h: m(h[:, 1], m(h[:, 0]))[0]),
    "MultiheadAttention": lambda: Applied(
        nn.MultiheadAttention(4, 2, batch_first=True), lambda m, h: m(h, h, h)[0]
    ),
    "TransformerEncoderLayer": lambda: nn.TransformerEncoderLayer(4, 2, 8, batch_first=True),
    "orthogonal": lambda: parametrizations.orthogonal(nn.Linear(4, 4)),
    "orthogonal, cayley": lambda: parametrizations.orthogonal(
        nn.Linear(4, 4), orthogonal_map="cayley"
    ),
    "spectral_norm": lambda: parametrizations.spectral_norm(nn.Linear(4, 4)),
    "weight_norm": lambda: parametrizations.weight_norm(nn.Linear(4, 4)),
}


class Applied(nn.Module):
    """A module that is called in a way of its own."""

    def __init__(self, module: nn.Module, call: Callable[[nn.Module, Tensor], Tensor]) -> None:
        super().__init__()
        self.module = module
        self.call = call

    def forward(self, h: Tensor) -> Tensor:
        """What the call gives."""
        return self.call(self.module, h)


class Around(nn.Module):
    """The function of hidden numbers (batch, *shape), between two linear layers."""

    def __init__(self, function: Function, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.function = function
        self.shape = shape
        self.first = nn.Linear(INPUTS, torch.Size(shape).numel())
        with torch.no_grad():
            width = self.hidden(torch.ones(2, INPUTS)).shape[1]
        self.last = nn.Linear(width, CLASSES)

    def hidden(self, x: Tensor) -> Tensor:
        """(batch, inputs) to (batch, width)."""
        y = self.function(self.first(x).unflatten(1, self.shape))
        y = torch.view_as_real(y) if y.is_complex() else y
        return y.to(x.dtype).flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, inputs) to (batch, classes)."""
        return self.last(self.hidden(x))


def entries(chosen: Callable[[str], bool]) -> Iterator[Entry]:
    """One after the other, of those whose names are chosen."""
    builds: dict[str, Callable[[], nn.Module]] = {}
    for shape, functions in (((4,), NUMBERS), ((3, 4), ROWS), ((4, 6, 6), PICTURES)):
        for name, function in functions.items():
            builds[f"{name} {list(shape)}"] = partial(Around, function, shape)
    for name, make in MODULES.items():
        builds[name] = lambda make=make: Around(make(), (3, 4))
    for name, build in builds.items():
        if chosen(f"torch {name}"):
            yield Entry(f"torch {name}", build, vectors(INPUTS, classes=CLASSES))

"""Perceptrons, recurrent networks and networks on graphs, of our own."""

from itertools import pairwise

import torch
from torch import Generator, Tensor, nn
from torch._higher_order_ops.scan import scan
from torch.nn.utils.parametrizations import weight_norm

from zoo.entry import Entry, labelled_tokens, vectors

ROWS = (1000, 10)  # of two embeddings


def perceptron(widths: tuple[int, ...], activation: type[nn.Module] = nn.ReLU) -> nn.Sequential:
    """A fully connected network."""
    layers = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


class Recurrent(nn.Module):
    """A recurrent network over tokens or vectors; the last state is classified."""

    def __init__(self, cell: type[nn.RNNBase], *, both_ways: bool = False) -> None:
        super().__init__()
        self.cell = cell(6, 9, batch_first=True, bidirectional=both_ways)
        self.out = nn.Linear(18 if both_ways else 9, 5)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, time, inputs) to (batch, classes)."""
        states, _ = self.cell(x)
        return self.out(states[:, -1])


class WordLstm(nn.Module):
    """An embedding, two layers of LSTM, and logits at the last place."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.cell = nn.LSTM(8, 12, num_layers=2, batch_first=True)
        self.out = nn.Linear(12, 4)

    def forward(self, tokens: Tensor) -> Tensor:
        """(batch, time) to (batch, classes)."""
        states, _ = self.cell(self.embedding(tokens))
        return self.out(states[:, -1])


class TemporalConvolutions(nn.Module):
    """Bai, Kolter and Koltun 2018: causal, dilated, weights in norm and direction."""

    def __init__(self, channels: int = 8, classes: int = 5) -> None:
        super().__init__()
        inputs = (6, channels, channels)
        self.layers = nn.ModuleList(
            weight_norm(nn.Conv1d(n, channels, 3, dilation=2**i)) for i, n in enumerate(inputs)
        )
        self.out = nn.Linear(channels, classes)

    def forward(self, series: Tensor) -> Tensor:
        """(batch, time, inputs) to (batch, classes)."""
        h = series.transpose(1, 2)
        for i, layer in enumerate(self.layers):
            h = torch.relu(layer(nn.functional.pad(h, (2 ** (i + 1), 0))))
        return self.out(h[:, :, -1])


class Recurrence(nn.Module):
    """h = tanh(a h + u) along the first dimension of u, by PyTorch's own `scan`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.linspace(-0.9, 0.9, width))

    def forward(self, u: Tensor) -> Tensor:
        """Every h, in the shape of u."""

        def step(h: Tensor, now: Tensor) -> tuple[Tensor, Tensor]:
            h = torch.tanh(self.a * h + now)
            return h, h.clone()

        return scan(step, torch.zeros_like(u[0]), u, dim=0)[1]


class Scanned(nn.Module):
    """A recurrence that its export keeps as a loop."""

    def __init__(self, width: int = 8, classes: int = 5) -> None:
        super().__init__()
        self.inner = nn.Linear(6, width)
        self.recurrence = Recurrence(width)
        self.out = nn.Linear(width, classes)

    def forward(self, series: Tensor) -> Tensor:
        """(batch, time, inputs) to (batch, classes)."""
        states = self.recurrence(self.inner(series).transpose(0, 1))
        return self.out(states[-1])


class MessagePassing(nn.Module):
    """Two rounds: gather the senders' states, transform, add them up at the receivers."""

    def __init__(self, features: int = 5, width: int = 8, classes: int = 3) -> None:
        super().__init__()
        self.embed = nn.Linear(features, width)
        self.message = nn.ModuleList(nn.Linear(2 * width, width) for _ in range(2))
        self.update = nn.ModuleList(nn.Linear(2 * width, width) for _ in range(2))
        self.out = nn.Linear(width, classes)

    def forward(self, x: Tensor, senders: Tensor, receivers: Tensor) -> Tensor:
        """States (batch, nodes, features), edges (batch, edges) each; to (batch, classes)."""
        h = self.embed(x)
        wide = (-1, -1, h.shape[2])
        for message, update in zip(self.message, self.update, strict=True):
            source = h.gather(1, senders.unsqueeze(2).expand(wide))
            target = h.gather(1, receivers.unsqueeze(2).expand(wide))
            sent = torch.tanh(message(torch.cat([source, target], 2)))
            received = torch.zeros_like(h).scatter_add(1, receivers.unsqueeze(2).expand(wide), sent)
            h = nn.functional.elu(update(torch.cat([h, received], 2)))
        return self.out(h.amax(1))


class Columns(nn.Module):
    """Embeddings of two columns of one input, with tables of different sizes."""

    def __init__(self, rows: tuple[int, int] = ROWS, width: int = 6, classes: int = 4) -> None:
        super().__init__()
        self.first = nn.Embedding(rows[0], width)
        self.second = nn.Embedding(rows[1], width)
        self.out = perceptron((width, 8, classes))

    def forward(self, columns: Tensor) -> Tensor:
        """(batch, 2) to (batch, classes)."""
        return self.out(self.first(columns[:, 0]) + self.second(columns[:, 1]))


class Flow(nn.Module):
    """Glow (Kingma, Dhariwal 2018) on vectors: a mixing matrix, then one half moves the other."""

    def __init__(self, size: int = 6, steps: int = 3, width: int = 8) -> None:
        super().__init__()
        half = size // 2
        self.mixings = nn.ParameterList(
            nn.init.orthogonal_(torch.empty(size, size)) for _ in range(steps)
        )
        self.couplings = nn.ModuleList(
            perceptron((half, width, 2 * half), nn.Tanh) for _ in range(steps)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(batch, size) to its negative log density (batch), but for a constant."""
        loss = x.new_zeros(len(x))
        for mixing, coupling in zip(self.mixings, self.couplings, strict=True):
            first, second = (x @ mixing).chunk(2, 1)
            scale, shift = coupling(first).chunk(2, 1)
            x = torch.cat([first, second * scale.exp() + shift], 1)
            loss = loss - torch.linalg.slogdet(mixing).logabsdet - scale.sum(1)
        return loss + x.square().sum(1) / 2


def _graphs(samples: int, generator: Generator) -> tuple[dict[str, Tensor], Tensor]:
    def edges() -> Tensor:
        return torch.randint(7, (samples, 15), generator=generator)

    inputs = {
        "x": torch.randn(samples, 7, 5, generator=generator),
        "senders": edges(),
        "receivers": edges(),
    }
    return inputs, torch.randint(3, (samples,), generator=generator)


def _columns(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
    columns = [torch.randint(rows, (samples,), generator=generator) for rows in ROWS]
    columns[0][0] = ROWS[0] - 1
    return torch.stack(columns, 1), torch.randint(4, (samples,), generator=generator)


def _points(samples: int, generator: Generator) -> tuple[Tensor, None]:
    return torch.randn(samples, 6, generator=generator), None


SERIES = vectors(7, 6, classes=5)

ENTRIES = [
    Entry("mlp", lambda: perceptron((10, 16, 16, 5)), vectors(10, classes=5), samples=8),
    Entry("mlp (tanh)", lambda: perceptron((10, 16, 5), nn.Tanh), vectors(10, classes=5)),
    Entry("lstm", lambda: Recurrent(nn.LSTM), SERIES),
    Entry("lstm (2 layers)", WordLstm, labelled_tokens(20, 6, 4)),
    Entry("lstm (both ways)", lambda: Recurrent(nn.LSTM, both_ways=True), SERIES),
    Entry("gru", lambda: Recurrent(nn.GRU), SERIES),
    Entry("rnn", lambda: Recurrent(nn.RNN), SERIES),
    Entry("scan", Scanned, SERIES),
    Entry("temporal convolutions", TemporalConvolutions, SERIES),
    Entry("message passing", MessagePassing, _graphs),
    Entry("embeddings of columns", Columns, _columns),
    Entry("normalising flow", Flow, _points, loss="model-output"),
]

"""Networks of our own; whoever loads one from a file needs PyTorch alone."""

from torch import Tensor, nn


class LeNet5(nn.Sequential):
    """LeCun et al. 1998 with today's activations: 28 x 28 pixels, 10 classes."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, 10),
        )


class LastState(nn.Module):
    """An LSTM whose last state is classified."""

    def __init__(self, inputs: int, width: int, classes: int) -> None:
        super().__init__()
        self.cell = nn.LSTM(inputs, width, batch_first=True)
        self.out = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, time, inputs) to (batch, classes)."""
        states, _ = self.cell(x)
        return self.out(states[:, -1])


class Logits(nn.Module):
    """A language model of transformers: tokens in, logits out."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        """(batch, time) to (batch, time, vocabulary) or (batch, classes)."""
        return self.model(input_ids=input_ids, use_cache=False).logits


class Classifier(nn.Module):
    """A model of transformers that classifies what it gets: tokens, pictures or sound."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """(batch, ...) to (batch, classes)."""
        return self.model(x).logits


class Sampling(nn.Module):
    """Pictures (batch, channels, height, width) read between their pixels, by `grid_sample`."""

    def forward(self, x: Tensor, grid: Tensor) -> Tensor:
        """Coordinates (batch, rows, columns, 2), from -1 to 1."""
        return nn.functional.grid_sample(x, grid, align_corners=False)

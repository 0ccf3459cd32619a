"""Minibatch losses on their way out of the training thread."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

from basinwatch.arguments import described
from basinwatch.events import LossEntry
from basinwatch.gpu import mark, side_stream

Number: TypeAlias = float | Tensor


class Pending(NamedTuple):
    """A number that a device has yet to compute; the graph behind it is let go."""

    tensor: Tensor  # one element
    ready: "torch.cuda.Event | None"


# (step, loss, learning rate, gradient norm)
PendingEntry: TypeAlias = tuple[
    int, float | Pending, float | Pending | None, float | Pending | None
]


class LossBuffer:
    """A bounded queue. Adding never waits: not for a lock, nor for the network, nor for a GPU."""

    def __init__(self, limit: int) -> None:
        self._entries: deque[PendingEntry] = deque()  # append and popleft are atomic
        self._limit = limit
        self.dropped = 0  # of the thread that adds

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self,
        step: int,
        loss: Number,
        learning_rate: Number | None = None,
        gradient_norm: Number | None = None,
    ) -> None:
        """Queues one loss; a full queue drops it, and counts."""
        if len(self._entries) >= self._limit:
            self.dropped += 1
            return
        rate = None if learning_rate is None else _accept("learning_rate", learning_rate)
        norm = None if gradient_norm is None else _accept("gradient_norm", gradient_norm)
        self._entries.append((step, _accept("loss", loss), rate, norm))

    def take(self, limit: int) -> list[PendingEntry]:
        """Removes the oldest entries."""
        return [self._entries.popleft() for _ in range(min(limit, len(self._entries)))]


def read(entries: Sequence[PendingEntry]) -> list[LossEntry]:
    """The entries as numbers; waits in the caller's thread for GPUs to compute them."""
    steps, *columns = zip(*entries, strict=True)
    return list(zip(steps, *map(_numbers, columns), strict=True))


def _accept(name: str, value: Number) -> float | Pending:
    if not isinstance(value, Tensor):
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be one number, not {described(value)}") from None
    if value.numel() != 1:
        raise ValueError(f"{name} must be one number, not {value.numel()}")
    if value.is_cpu or value.is_mps:  # PyTorch's MPS bears one thread only
        return float(value.item())
    value = value.detach()
    return Pending(value, mark(value.device) if value.is_cuda else None)


def _numbers(values: Sequence[float | Pending | None]) -> list[float | None]:
    """The values as numbers; what lies on a device comes in one transfer for each device."""
    numbers = list(values)
    pending = [i for i, value in enumerate(values) if isinstance(value, Pending)]
    for i in pending:
        if values[i].ready is not None:
            values[i].ready.synchronize()
    for device in {values[i].tensor.device for i in pending}:
        indices = [i for i in pending if values[i].tensor.device == device]
        with side_stream(device):
            stacked = torch.stack([values[i].tensor.reshape(()) for i in indices])
            for i, number in zip(indices, stacked.tolist(), strict=True):
                numbers[i] = number
    return numbers

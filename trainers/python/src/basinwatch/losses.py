"""Minibatch losses on their way out of the training thread."""

from collections import deque
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

from basinwatch.events import LossEntry
from basinwatch.gpu import mark, side_stream

Number: TypeAlias = float | Tensor


class Pending(NamedTuple):
    """A number that a device has yet to compute; the graph behind it is let go."""

    tensor: Tensor  # ()
    ready: "torch.cuda.Event | None"


class LossBuffer:
    """A bounded queue. Adding never waits: not for a lock, nor for the network, nor for a GPU."""

    def __init__(self, limit: int) -> None:
        self._entries: deque[tuple] = deque()  # append and popleft are atomic
        self._limit = limit
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self, step: int, loss: Number, learning_rate: float | None, gradient_norm: Number | None
    ) -> None:
        """Queues one loss; a full queue drops it, and counts."""
        if len(self._entries) >= self._limit:
            self.dropped += 1
            return
        if isinstance(loss, Tensor):
            loss = _accept(loss)
        if isinstance(gradient_norm, Tensor):
            gradient_norm = _accept(gradient_norm)
        self._entries.append((step, loss, learning_rate, gradient_norm))

    def take(self, limit: int) -> list[LossEntry]:
        """Removes the oldest entries; waits in the caller's thread for GPUs to compute them."""
        entries = [self._entries.popleft() for _ in range(min(limit, len(self._entries)))]
        losses = _numbers([loss for _, loss, _, _ in entries])
        norms = _numbers([norm for _, _, _, norm in entries])
        return [
            (int(step), loss, None if rate is None else float(rate), norm)
            for (step, _, rate, _), loss, norm in zip(entries, losses, norms, strict=True)
        ]


def _accept(tensor: Tensor) -> float | Pending:
    if tensor.is_cpu:
        return tensor.item()
    tensor = tensor.detach()
    return Pending(tensor, mark(tensor.device) if tensor.is_cuda else None)


def _numbers(values: list) -> list:
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
    return [None if number is None else float(number) for number in numbers]

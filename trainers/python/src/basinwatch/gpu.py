"""Waiting for a GPU without making it wait."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


def mark(device: torch.device) -> "torch.cuda.Event":
    """An event behind what the calling thread has queued on the device so far."""
    event = torch.cuda.Event(blocking=True)
    event.record(torch.cuda.current_stream(device))
    return event


@contextmanager
def side_stream(device: torch.device) -> Iterator[None]:
    """A stream of its own, so that a copy off the device does not queue behind training steps."""
    if device.type != "cuda":
        yield
        return
    with torch.cuda.device(device), torch.cuda.stream(torch.cuda.Stream(device)):
        yield

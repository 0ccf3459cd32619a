"""The buffer between the training thread and the sender."""

import gc
import math
import re
import weakref

import pytest
import torch

from basinwatch import events
from basinwatch.losses import LossBuffer, read
from basinwatch.sender import LossSender
from basinwatch.v1.losses_pb2 import MinibatchLosses
from broken import Broken


def test_numbers_and_tensors_come_out_as_numbers():
    # Given
    buffer = LossBuffer(10)
    loss = (torch.ones(3, requires_grad=True) * 2).sum()

    # When
    buffer.add(1, 0.5)
    buffer.add(2, loss, 0.1, torch.tensor(3.0, dtype=torch.bfloat16))

    # Then
    assert read(buffer.take(10)) == [(1, 0.5, None, None), (2, 6.0, 0.1, 3.0)]
    assert len(buffer) == 0


def test_a_tensor_on_a_device_is_read_when_it_is_taken():
    # Given
    loss = torch.tensor(2.5)
    later = LossBuffer(10)

    class OnDevice(torch.Tensor):
        """Says that it does not lie on the CPU."""

        is_cpu = False

    # When
    later.add(1, loss.as_subclass(OnDevice))
    loss.fill_(3.5)

    # Then
    assert read(later.take(1)) == [(1, 3.5, None, None)]


def test_a_tensor_on_mps_is_read_at_once():
    # Given
    loss = torch.tensor(2.5)
    buffer = LossBuffer(10)

    class OnMps(torch.Tensor):
        """Says that it lies on Apple's GPU."""

        is_cpu = False
        is_mps = True

    # When
    buffer.add(1, loss.as_subclass(OnMps))
    loss.fill_(3.5)

    # Then
    assert read(buffer.take(1)) == [(1, 2.5, None, None)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(loss=None), "loss must be one number, not NoneType"),
        (dict(loss=torch.ones(2)), "loss must be one number, not 2"),
        (dict(loss=torch.ones(2, device="meta")), "loss must be one number, not 2"),
        (dict(loss=1.0, learning_rate=[0.1]), "learning_rate must be one number, not list"),
        (dict(loss=1.0, gradient_norm="big"), "gradient_norm must be one number, not 'big'"),
    ],
)
def test_what_is_no_number_is_named(arguments, message):
    # Given
    buffer = LossBuffer(10)

    # When, Then
    with pytest.raises(ValueError, match=re.escape(message)):
        buffer.add(1, **arguments)
    assert len(buffer) == 0


def test_losses_that_cannot_be_read_are_counted():
    # Given
    buffer = LossBuffer(10)
    sender = LossSender(None, "run", MinibatchLosses.SPLIT_TRAIN, buffer)
    buffer.add(1, torch.tensor(2.5).as_subclass(Broken))
    buffer.add(2, 0.5)

    # When, Then
    with pytest.raises(RuntimeError, match="CUDA error"):
        sender.send()
    assert sender.undelivered() == 2


def test_the_graph_behind_a_loss_is_let_go():
    # Given
    buffer = LossBuffer(10)
    weight = torch.ones(3, requires_grad=True)
    hidden = weight * 2
    reference = weakref.ref(hidden)

    # When
    buffer.add(1, hidden.sum())
    del hidden
    gc.collect()

    # Then
    assert reference() is None


def test_a_full_buffer_drops_and_counts():
    # Given
    buffer = LossBuffer(2)

    # When
    for step in range(5):
        buffer.add(step, 1.0)

    # Then
    assert buffer.dropped == 3
    assert [step for step, *_ in buffer.take(9)] == [0, 1]


def test_a_rate_that_is_sometimes_missing_is_nan_there():
    # Given
    entries = [(1, 0.5, 0.1, None), (2, 0.4, None, None)]

    # When
    event = events.losses("run", MinibatchLosses.SPLIT_TRAIN, entries)

    # Then
    assert event.learning_rate[0] == 0.1
    assert math.isnan(event.learning_rate[1])
    assert len(event.gradient_norm) == 0

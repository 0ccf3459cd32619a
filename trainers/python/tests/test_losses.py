"""The buffer between the training thread and the sender."""

import gc
import math
import weakref

import torch

from basinwatch import events
from basinwatch.losses import LossBuffer


def test_numbers_and_tensors_come_out_as_numbers():
    # Given
    buffer = LossBuffer(10)
    loss = (torch.ones(3, requires_grad=True) * 2).sum()

    # When
    buffer.add(1, 0.5, None, None)
    buffer.add(2, loss, 0.1, torch.tensor(3.0, dtype=torch.bfloat16))

    # Then
    assert buffer.take(10) == [(1, 0.5, None, None), (2, 6.0, 0.1, 3.0)]
    assert len(buffer) == 0


def test_a_tensor_on_a_device_is_read_when_it_is_taken():
    # Given
    loss = torch.tensor(2.5)
    later = LossBuffer(10)

    class OnDevice(torch.Tensor):
        """Says that it does not lie on the CPU."""

        is_cpu = False

    # When
    later.add(1, loss.as_subclass(OnDevice), None, None)
    loss.fill_(3.5)

    # Then
    assert later.take(1) == [(1, 3.5, None, None)]


def test_the_graph_behind_a_loss_is_let_go():
    # Given
    buffer = LossBuffer(10)
    weight = torch.ones(3, requires_grad=True)
    hidden = weight * 2
    reference = weakref.ref(hidden)

    # When
    buffer.add(1, hidden.sum(), None, None)
    del hidden
    gc.collect()

    # Then
    assert reference() is None


def test_a_full_buffer_drops_and_counts():
    # Given
    buffer = LossBuffer(2)

    # When
    for step in range(5):
        buffer.add(step, 1.0, None, None)

    # Then
    assert buffer.dropped == 3
    assert [step for step, *_ in buffer.take(9)] == [0, 1]


def test_a_rate_that_is_sometimes_missing_is_nan_there():
    # Given
    entries = [(1, 0.5, 0.1, None), (2, 0.4, None, None)]

    # When
    event = events.losses("run", entries)

    # Then
    assert event.learning_rate[0] == 0.1
    assert math.isnan(event.learning_rate[1])
    assert len(event.gradient_norm) == 0

"""Wrong arguments: one line that names the thing, before anything starts."""

import re
import threading

import numpy
import pytest
import torch
import torch.distributed
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.distributed.tensor import DeviceMesh

import basinwatch
from basinwatch import events
from basinwatch.arguments import whole_number

X, Y = torch.rand(6, 4), torch.zeros(6, dtype=torch.long)

GOOD = dict(name="run", loss="cross-entropy", train_probe=(X, Y), dataset_size=10)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(loss="hinge"), "loss 'hinge' is unknown; known: cross-entropy, binary-cross-entropy"),
        (dict(name=" "), "name must not be empty"),
        (dict(name="a\ud800"), "name is no Unicode text: surrogates not allowed in 'a\\ud800'"),
        (dict(labels={"a": "\ud800"}), "labels is no Unicode text: surrogates not allowed"),
        (dict(dataset_size=5), "dataset_size 5 is below the 6 samples of train_probe"),
        (dict(dataset_size=0), "dataset_size must be a whole number of at least 1, not 0"),
        (dict(dataset_size=2**70), "dataset_size must be below 2^63, not a number of 71 bits"),
        (dict(dataset_size=7.5), "dataset_size must be a whole number of at least 1, not 7.5"),
        (dict(train_probe=(X, Y[:5])), "train_probe: 6 inputs but 5 targets"),
        (dict(heldout_probe=(X[:0], Y[:0])), "heldout_probe input: no samples"),
        (dict(train_probe=X), "train_probe: the loss cross-entropy needs (inputs, targets)"),
        (dict(train_probe=(X, X)), "needs class indices (int64), not float32"),
        (dict(train_probe=("x", Y)), "train_probe input: not a tensor but str"),
        (dict(train_probe=({"z": X}, Y)), "train_probe: the model has no input 'z'; it has input"),
        (dict(loss="model-output"), "train_probe: the loss model-output takes no targets"),
        (dict(train_probe=(X, X, Y)), "train_probe must be (inputs, targets), not a tuple of 3"),
        (
            dict(train_probe=(X.to(torch.complex64), Y)),
            "train_probe input: complex64 is not supported",
        ),
        (dict(loss="squared-error", ignore_index=1), "ignore_index has no meaning for the loss"),
        (dict(ignore_index=1.5), "ignore_index must be a whole number, not 1.5"),
        (dict(batch_size=64.0), "batch_size must be a whole number of at least 1, not 64.0"),
        (dict(batch_size=-5), "batch_size must be a whole number of at least 1, not -5"),
        (dict(optimizer=[1]), "optimizer must be a torch.optim.Optimizer, not list"),
        (dict(labels=["a"]), "labels must be a mapping, not list"),
        (dict(settings=["a"]), "settings must be a mapping, not list"),
        (dict(store=3), "store must be a folder, not 3"),
        (dict(kafka=None), "kafka must be host:port"),
        (dict(kafka=""), "kafka must be host:port"),
        (
            dict(kafka={"bootstrap.servers": "x:1", "colour": "blue"}),
            "kafka: No such configuration",
        ),
        (dict(model=3), "model must be a torch.nn.Module, not int"),
    ],
)
def test_a_wrong_argument_is_named(change, message):
    # Given
    arguments = dict(model=nn.Linear(4, 3)) | GOOD | change
    model = arguments.pop("model")

    # When, Then
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        basinwatch.watch(model, **arguments)
    assert "\n" not in str(raised.value)
    assert not any(thread.name.startswith("basinwatch") for thread in threading.enumerate())


def test_parameters_that_share_their_numbers_are_refused():
    # Given
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    model[1].weight.data = model[0].weight.data

    # When, Then
    with pytest.raises(ValueError, match=r"^model: 0.weight and 1.weight share their numbers but"):
        basinwatch.watch(model, **GOOD)


def test_a_start_that_no_broker_takes_is_refused():
    # When, Then
    with pytest.raises(ValueError, match=r"^name, labels and settings take \d+ bytes together"):
        basinwatch.watch(nn.Linear(4, 3), **(GOOD | dict(labels={"note": "a" * 200_000})))


def test_whole_numbers_of_numpy_are_taken():
    # When, Then
    assert whole_number("dataset_size", numpy.int64(60_000), 1) == 60_000


def test_an_optimizer_may_have_no_learning_rate():
    # Given
    optimizer = torch.optim.SGD([nn.Parameter(X)], weight_decay=0.1)
    optimizer.param_groups[0]["lr"] = None  # as transformers' Adafactor

    # When
    facts = events.optimizer(optimizer, 8)

    # Then
    assert (facts.learning_rate, facts.weight_decay, facts.batch_size) == (0.0, 0.1, 8)


@pytest.fixture
def process_group():
    torch.distributed.init_process_group(
        "gloo", store=torch.distributed.HashStore(), rank=0, world_size=1
    )
    yield
    torch.distributed.destroy_process_group()


def fsdp1():
    return nn.Sequential(FullyShardedDataParallel(nn.Linear(4, 3), device_id=torch.device("cpu")))


def fsdp2():
    return fully_shard(nn.Linear(4, 3), mesh=DeviceMesh("cpu", [0]))


def dtensor():
    return torch.distributed.tensor.distribute_module(nn.Linear(4, 3), DeviceMesh("cpu", [0]))


@pytest.mark.parametrize("sharded", [fsdp1, fsdp2, dtensor])
def test_a_model_that_is_spread_over_processes_is_refused(sharded, process_group):
    # Given
    model = sharded()

    # When, Then
    with pytest.raises(ValueError, match=r"model is spread over processes .* watch a whole copy"):
        basinwatch.watch(model, **GOOD)

"""Wrong arguments: one line that names the thing, before anything starts."""

import re
import threading

import pytest
import torch
from torch import nn

import basinwatch

X, Y = torch.rand(6, 4), torch.zeros(6, dtype=torch.long)

GOOD = dict(name="run", loss="cross-entropy", train_probe=(X, Y), dataset_size=10)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(loss="hinge"), "loss 'hinge' is unknown; known: cross-entropy, binary-cross-entropy"),
        (dict(name=" "), "name must not be empty"),
        (dict(dataset_size=5), "dataset_size 5 is below the 6 samples of train_probe"),
        (dict(dataset_size=0), "dataset_size must be a positive whole number, not 0"),
        (dict(dataset_size=7.5), "dataset_size must be a positive whole number, not 7.5"),
        (dict(train_probe=(X, Y[:5])), "train_probe: 6 inputs but 5 targets"),
        (dict(heldout_probe=(X[:0], Y[:0])), "heldout_probe input: no samples"),
        (dict(train_probe=X), "train_probe: the loss cross-entropy needs (inputs, targets)"),
        (dict(train_probe=(X, X)), "needs class indices (int64), not float32"),
        (dict(train_probe=("x", Y)), "train_probe input: not a tensor but str"),
        (dict(train_probe=({"z": X}, Y)), "train_probe: the model has no input 'z'; it has input"),
        (dict(loss="model-output"), "train_probe: the loss model-output takes no targets"),
        (dict(loss="squared-error", ignore_index=1), "ignore_index has no meaning for the loss"),
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

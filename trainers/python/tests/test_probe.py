"""Targets beside what the model gives for a sample."""

import re

import pytest
import torch

from basinwatch.probe import Probe, check_targets

WHOLE, REAL = torch.tensor([0, 2, 1]), torch.tensor([0.0, 0.5, 1.0])


def check(loss, target, output, ignore_index=None):
    probe = Probe({"x": torch.zeros(len(target), 2)}, target)
    check_targets("train_probe", probe, loss, ignore_index, output)


@pytest.mark.parametrize(
    ("loss", "target", "output"),
    [
        ("cross-entropy", WHOLE, [3]),
        ("cross-entropy", WHOLE[:, None].expand(3, 4), [3, 4]),
        ("cross-entropy", WHOLE[:, None].expand(3, 4), [4, 3]),
        ("binary-cross-entropy", REAL, []),
        ("binary-cross-entropy", REAL, [1]),
        ("squared-error", 3 * REAL[:, None].expand(3, 4), [2, 2]),
    ],
)
def test_targets_that_fit_are_taken(loss, target, output):
    # When, Then
    check(loss, target, output)


def test_targets_that_are_ignored_may_be_anything():
    # When, Then
    check("cross-entropy", WHOLE - 100 * (WHOLE == 2), [2], ignore_index=-98)


@pytest.mark.parametrize(
    ("loss", "target", "output", "message"),
    [
        ("cross-entropy", WHOLE, [2], "a target of sample 1 is 2, not a class below 2"),
        ("cross-entropy", WHOLE - 1, [2], "a target of sample 0 is -1, not a class below 2"),
        ("cross-entropy", WHOLE, [], "targets of shape [] for each sample do not fit the model's"),
        (
            "cross-entropy",
            WHOLE[:, None].expand(3, 4),
            [3],
            "targets of shape [4] for each sample do not fit the model's output [3]",
        ),
        ("binary-cross-entropy", 2 * REAL, [1], "a target of sample 2 is 2.0, not between 0 and 1"),
        (
            "mean-squared-error",
            REAL,
            [2],
            "1 targets for each sample, of which the model's output [2] has 2",
        ),
        (
            "squared-error",
            REAL / REAL,
            [1],
            "a target of sample 0 is nan, not a finite number",
        ),
    ],
)
def test_targets_that_do_not_fit_are_named(loss, target, output, message):
    # When, Then
    with pytest.raises(ValueError, match=re.escape("train_probe: " + message)):
        check(loss, target, output)

"""The smallest model of each family (module) of timm, on the smallest pictures that it takes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import timm
from torch import nn

from zoo.entry import Entry, classifies, images, smallest

CLASSES = 10
SIZES = (32, 64, 96, 128, 160)


def entries(chosen: Callable[[str], bool]) -> Iterator[Entry]:
    """One after the other, of those whose names are chosen."""
    for family in timm.list_modules():
        names = timm.list_models(module=family)
        name = smallest({name: partial(create, name, {}) for name in names})
        if name is not None and chosen(f"timm {name}"):
            yield entry(name)


def entry(name: str) -> Entry:
    """With pictures of a size that the model takes; of its own if it takes no smaller ones."""
    for size in SIZES:
        for settings in ({"img_size": size}, {}):
            build = partial(create, name, settings)
            if classifies(build, 3, size, size, classes=CLASSES):
                return _entry(name, settings, size)
    return _entry(name, {}, timm.get_pretrained_cfg(name).input_size[1])


def create(name: str, settings: dict[str, Any]) -> nn.Module:
    """A model with random weights."""
    return timm.create_model(name, num_classes=CLASSES, **settings)


def _entry(name: str, settings: dict[str, Any], size: int) -> Entry:
    return Entry(f"timm {name} on {size}x{size}", partial(create, name, settings), images(size))

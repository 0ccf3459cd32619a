"""The smallest model of each family (module) of timm, on the smallest pictures that it takes."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import timm
import torch
from torch import nn

from zoo.entry import Entry, images, parameters

CLASSES = 10
SIZES = (32, 64, 96, 128, 160)


def entries() -> Iterator[Entry]:
    """One after the other."""
    for family in timm.list_modules():
        name = smallest(family)
        if name is not None:
            yield entry(name)


def smallest(family: str) -> str | None:
    """By the number of parameters; nothing if none of the models has classes to choose."""
    sizes = {
        name: parameters(partial(create, name, {})) for name in timm.list_models(module=family)
    }
    known = {name: size for name, size in sizes.items() if size is not None}
    return min(known, key=known.get, default=None)


def entry(name: str) -> Entry:
    """With pictures of a size that the model takes; of its own if it takes no smaller ones."""
    for size in SIZES:
        for settings in ({"img_size": size}, {}):
            if fits(name, settings, size):
                return _entry(name, settings, size)
    return _entry(name, {}, timm.get_pretrained_cfg(name).input_size[1])


def fits(name: str, settings: dict[str, Any], size: int) -> bool:
    """Whether pictures of this size give finite logits."""
    try:
        model = create(name, settings).eval()
        with torch.no_grad():
            logits = model(torch.zeros(2, 3, size, size))
    except Exception:
        return False
    return logits.shape == (2, CLASSES) and bool(logits.isfinite().all())


def create(name: str, settings: dict[str, Any]) -> nn.Module:
    """A model with random weights."""
    return timm.create_model(name, num_classes=CLASSES, **settings)


def _entry(name: str, settings: dict[str, Any], size: int) -> Entry:
    return Entry(f"timm {name} on {size}x{size}", partial(create, name, settings), images(size))

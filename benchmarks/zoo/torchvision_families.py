"""The smallest model of each family (module) of torchvision that classifies pictures or clips.

Segmentation counts as classification by the mean of the pixels' logits. Detection and optical flow
have losses of their own and are left out.
"""

from collections.abc import Callable, Iterator
from functools import partial

from torch import Tensor, nn
from torchvision import models

from zoo.entry import Entry, classifies, smallest, vectors

CLASSES = 10
SIZES = (32, 64, 96, 128, 224)
FRAMES = (4, 16)
OTHER = ("detection", "optical_flow", "quantization")


class MeanPixel(nn.Module):
    """Classes of a whole picture, by a model that gives those of its pixels."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 3, height, width) to (batch, classes)."""
        return self.model(x)["out"].mean((2, 3))


def entries(chosen: Callable[[str], bool]) -> Iterator[Entry]:
    """One after the other, of those whose names are chosen."""
    families: dict[str, list[str]] = {}
    for name in models.list_models():
        family = models.get_model_builder(name).__module__
        if not any(other in family for other in OTHER):
            families.setdefault(family, []).append(name)
    for family, names in families.items():
        name = smallest({name: partial(create, family, name) for name in names})
        if name is not None and chosen(f"torchvision {name}"):
            yield entry(family, name)


def create(family: str, name: str) -> nn.Module:
    """A model with random weights."""
    if "segmentation" in family:
        return MeanPixel(models.get_model(name, weights_backbone=None, num_classes=CLASSES))
    return models.get_model(name, num_classes=CLASSES)


def entry(family: str, name: str) -> Entry:
    """With samples of the smallest size that the model takes."""
    build = partial(create, family, name)
    times = [(frames,) for frames in FRAMES] if "video" in family else [()]
    shapes = [(3, *time, size, size) for time in times for size in SIZES]
    fitting = (s for s in shapes if classifies(build, *s, classes=CLASSES))
    shape = next(fitting, shapes[-1])
    return Entry(
        f"torchvision {name} on {shape[-1]}x{shape[-1]}", build, vectors(*shape, classes=CLASSES)
    )

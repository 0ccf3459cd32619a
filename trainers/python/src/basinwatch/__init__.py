"""Watches the loss-landscape basin of a PyTorch training run while the run is going."""

import torch

from basinwatch.pytorch import require

require(torch.__version__)

from basinwatch.resume import resume  # noqa: E402, what follows needs it
from basinwatch.version import __version__  # noqa: E402
from basinwatch.watch import Watch, watch  # noqa: E402

__all__ = ["Watch", "__version__", "resume", "watch"]

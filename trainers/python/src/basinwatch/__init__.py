"""Watches the loss-landscape basin of a PyTorch training run while the run is going."""

from basinwatch.resume import resume
from basinwatch.version import __version__
from basinwatch.watch import Watch, watch

__all__ = ["Watch", "__version__", "resume", "watch"]

"""The version of the package."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("basinwatch")
except PackageNotFoundError:  # run from a source tree that is only on the path
    __version__ = "0.0.0"

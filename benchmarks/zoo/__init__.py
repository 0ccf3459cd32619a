"""Architectures in tiny configurations, with their data: for tests and benchmarks."""

from zoo import language, other, vision
from zoo.entry import Entry, Made, make

ENTRIES: list[Entry] = [*other.ENTRIES, *vision.ENTRIES, *language.ENTRIES]

__all__ = ["ENTRIES", "Entry", "Made", "make"]

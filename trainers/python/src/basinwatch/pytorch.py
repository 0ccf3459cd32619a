"""Which PyTorch the client works with."""

import re

OLDEST = (2, 9)


def require(version: str) -> None:
    """Refuses what exports wrongly: before 2.9, one branch of a condition stands for both."""
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST:
        raise ImportError(
            f"basinwatch needs PyTorch {'.'.join(map(str, OLDEST))} or newer, not {version}"
        )

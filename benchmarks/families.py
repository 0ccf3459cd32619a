"""Families of models and functions of PyTorch, a network of each beside PyTorch: what agrees.

As `models`, with more models and fewer numbers: our float32 program alone is compared. Where it
differs by more than rounding explains, as it may at the kink of a ReLU or between two maxima, other
weights decide, and then the float64 program. Exits with 1 where a model differs.
"""

import argparse
import collections
import itertools
import sys

from models import Engine, Result, compare
from report import quiet
from zoo import Entry, functions, timm_families, torchvision_families, transformers_families
from zoo.entry import parameters

HEAP = "-Xmx6g"  # results of all parameters, as double
MOST_PARAMETERS = 40_000_000
OTHER_SEEDS = (2, 3, 4, 5)
VERDICTS = (
    "agrees",
    "agrees at other weights",
    "agrees in float64",
    "differs",
    "refused by us",
    "not exported by PyTorch",
    "too large",
    "broken",
)


def judge(entry: Entry, engine: Engine) -> tuple[str, Result | None]:
    """A verdict, and what it rests on."""
    if (parameters(entry.build) or 0) > MOST_PARAMETERS:
        return "too large", None
    result = compare(entry, engine, ["float32"])
    if result.reason:
        return "refused by us" if result.exported else "not exported by PyTorch", result
    if result.passed:
        return "agrees", result
    if any(compare(entry, engine, ["float32"], seed).passed for seed in OTHER_SEEDS):
        return "agrees at other weights", result
    exact = compare(entry, engine, ["float64"])
    return "agrees in float64" if exact.passed else "differs", result


def main() -> int:
    """Judges the chosen families; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("words", nargs="*", help="of families' names; by default all")
    options = parser.parse_args()
    quiet()
    engine = Engine([*options.java.splitlines(), HEAP])
    counts: collections.Counter[str] = collections.Counter()

    def chosen(name: str) -> bool:
        return not options.words or any(word in name for word in options.words)

    sources = (functions, transformers_families, torchvision_families, timm_families)
    for entry in itertools.chain.from_iterable(source.entries(chosen) for source in sources):
        try:
            verdict, result = judge(entry, engine)
        except Exception as error:
            verdict, result = "broken", Result(entry.name, 0, {}, f"in PyTorch: {error}")
        counts[verdict] += 1
        print(f"{entry.name:60} {verdict:24} {detail(result)}", flush=True)
    engine.close()
    print("; ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]))
    return 1 if counts["differs"] else 0


def detail(result: Result | None) -> str:
    """The reason, or the errors."""
    if result is None:
        return ""
    errors = " ".join(f"{what} {error:.1e}" for (_, what), error in result.errors.items())
    return " ".join((result.reason or errors).split())[:200]


if __name__ == "__main__":
    sys.exit(main())

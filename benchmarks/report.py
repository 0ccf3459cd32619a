"""How a benchmark reports: a table for people, or one JSON object."""

import argparse
import json
import logging
import warnings
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One comparison; ratio above 1: we are ahead. No peer: theirs and ratio are None."""

    row: str
    peer: str | None
    unit: str
    ours: float
    theirs: float | None = None
    ratio: float | None = None


def arguments(description: str) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--output", choices=["table", "json"], default="table")
    return parser


def quiet() -> None:
    """Keeps what libraries say about themselves out of the output."""
    warnings.filterwarnings("ignore")
    for noisy in ("basinwatch", "onnxscript", "torch"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def report(rows: list[Row], kernel: str, threads: int, output: str) -> None:
    """Prints the result to standard output."""
    if output == "json":
        result = {"rows": [asdict(row) for row in rows], "kernel": kernel, "threads": threads}
        print(json.dumps(result))
        return
    width = max(len(row.row) for row in rows)
    print(f"{'':{width}} {'ours':>12} {'theirs':>12} {'ratio':>8}")
    for row in rows:
        theirs = f"{row.theirs:>12,.2f} {row.ratio:>7.1f}x" if row.peer else f"{'':>21}"
        peer = f", beside {row.peer}" if row.peer else ""
        print(f"{row.row:{width}} {row.ours:>12,.2f} {theirs}  {row.unit}{peer}")
    print(f"{kernel}; {threads} threads")

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


class Report:
    """A table whose rows are printed as they come, or JSON at the end."""

    def __init__(self, output: str, width: int) -> None:
        self._width = width  # of the rows' names
        self._table = output == "table"
        self.rows: list[Row] = []
        if self._table:
            print(f"{'':{width}} {'ours':>12} {'theirs':>12} {'ratio':>8}", flush=True)

    def add(self, row: Row) -> None:
        """Takes one more row."""
        self.rows.append(row)
        if not self._table:
            return
        theirs = f"{row.theirs:>12,.2f} {row.ratio:>7.1f}x" if row.peer else f"{'':>21}"
        peer = f", beside {row.peer}" if row.peer else ""
        print(f"{row.row:{self._width}} {row.ours:>12,.2f} {theirs}  {row.unit}{peer}", flush=True)

    def end(self, kernel: str, threads: int) -> None:
        """Says what all of them ran on."""
        if self._table:
            print(f"{kernel}; {threads} threads")
            return
        rows = [asdict(row) for row in self.rows]
        print(json.dumps({"rows": rows, "kernel": kernel, "threads": threads}))


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
    """Prints a whole result to standard output."""
    result = Report(output, max(len(row.row) for row in rows))
    for row in rows:
        result.add(row)
    result.end(kernel, threads)

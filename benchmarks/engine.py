"""`bench engine`: gradients and Hessian-vector products beside PyTorch and PyHessian, in one run.

Times are those of one evaluation over a whole batch. Rounds of all sides alternate, and the median
of each counts. With two threads ours are two forks, each with half of the batch.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from argparse import BooleanOptionalAction, Namespace
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
import zoo
from report import Row, arguments, quiet, report
from torch_work import Action, TorchWork, seconds_of
from zoo import Entry
from zoo.workloads import WORKLOADS

from basinwatch.child import one_line

ROUNDS = 5
WARM_UP_ROUNDS = 3
ROUND_SECONDS = 0.25  # of each side, at least
THREADS = (1, 2)
AGREE = 1e-4  # of the losses, relative
COLD = "ResNet-18"
EAGER, COMPILED = f"PyTorch {torch.__version__.split('+')[0]}", "torch.compile"
DOUBLE_BACKWARD, PYHESSIAN = "PyTorch's double backward", "PyHessian 0.1"
OF_A_GRADIENT = "gradients of the same side"


class Ours:
    """The JVM that answers one round at a time."""

    def __init__(self, java: list[str], folder: Path) -> None:
        self._command = [*java, "io.basinwatch.benchmarks.EngineRounds", str(folder)]
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        first = self._process.stdout.readline().strip()
        if not first:
            raise SystemExit("error: our side of the benchmark did not start")
        seconds, loss, self.kernel = first.split(" ", 2)
        self.cold_seconds, self.loss = float(seconds), float(loss)

    def seconds(self, work: str, threads: int, times: int) -> float:
        """The time of one evaluation, of several."""
        self._process.stdin.write(f"{work} {threads} {times}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def growth(self, work: str) -> int:
        """Bytes by which a JVM of its own grows at its peak."""
        output = subprocess.run([*self._command, work], stdout=subprocess.PIPE, check=True).stdout
        return int(output)

    def close(self) -> None:
        """Ends the JVM."""
        self._process.communicate()


class Sides:
    """Rounds of several sides, one after the other."""

    def __init__(self, ours: Ours, threads: int) -> None:
        self._ours = ours
        self._threads = threads
        self._sides = {}

    def ours(self, work: str) -> None:
        """Adds work of ours."""
        self._add(work, lambda times: self._ours.seconds(work, self._threads, times))

    def theirs(self, name: str, make: Callable[[], Action]) -> None:
        """Adds work of PyTorch's, or says why it does not run."""
        try:
            action = make()
            action()
        except Exception as error:
            say(f"{name} does not run: {one_line(error)[:200]}")
            return
        self._add(name, lambda times: seconds_of(action, times))

    def _add(self, name: str, seconds: Callable[[int], float]) -> None:
        seconds(1)
        times = max(1, round(ROUND_SECONDS / seconds(1)))
        for _ in range(WARM_UP_ROUNDS):
            seconds(times)
        self._sides[name] = (seconds, max(1, round(ROUND_SECONDS / seconds(times))))

    def run(self, rounds: int) -> dict[str, float]:
        """Median seconds of one evaluation by side."""
        results = {name: [] for name in self._sides}
        for _ in range(rounds):
            for name, (seconds, times) in self._sides.items():
                results[name].append(seconds(times))
        return {name: median(values) for name, values in results.items()}


def times(entry: Entry, ours: Ours, work: TorchWork, threads: int, options: Namespace) -> list[Row]:
    """A gradient and both kinds of product on that many threads."""
    torch.set_num_threads(threads)
    sides = Sides(ours, threads)
    for name in ("gradient", "product", "curvature"):
        sides.ours(name)
    sides.theirs(EAGER, work.eager)
    if options.compile:
        sides.theirs(COMPILED, work.compiled)
    sides.theirs(DOUBLE_BACKWARD, work.double_backward)
    sides.theirs(PYHESSIAN, work.pyhessian)
    seconds = sides.run(options.rounds)

    def row(what: str, mine: str, peer: str) -> Row | None:
        if peer not in seconds:
            return None
        a, b = 1e3 * seconds[mine], 1e3 * seconds[peer]
        return Row(label(what), peer, "ms", a, b, b / a)

    def label(what: str) -> str:
        return f"{entry.name}: {what}, {threads} thread{'s'[: threads > 1]}"

    def multiple(what: str, mine: str, peer: str) -> Row:
        a = seconds[mine] / seconds["gradient"]
        b = seconds[peer] / seconds[EAGER] if peer in seconds else None
        return Row(label(what), b and peer, OF_A_GRADIENT, a, b, b and b / a)

    rows = [
        row("gradient", "gradient", EAGER),
        row("gradient", "gradient", COMPILED),
        row("product", "product", DOUBLE_BACKWARD),
        row("product, fixed point", "curvature", PYHESSIAN),
        multiple("product", "product", DOUBLE_BACKWARD),
        multiple("product, fixed point", "curvature", PYHESSIAN),
    ]
    return [row for row in rows if row is not None]


def memory(entry: Entry, ours: Ours) -> list[Row]:
    """What each side's process grows by at its peak, on one thread."""
    rows = []
    for what, mine, peer, theirs in (
        ("gradient", "gradient", EAGER, "eager"),
        ("product", "product", DOUBLE_BACKWARD, "double_backward"),
        ("product, fixed point", "curvature", PYHESSIAN, "pyhessian"),
    ):
        a, b = (bytes_ / 2**20 for bytes_ in (ours.growth(mine), peer_growth(entry, theirs)))
        rows.append(Row(f"{entry.name}: peak memory, {what}", peer, "MiB", a, b, b / a))
    return rows


def peer_growth(entry: Entry, work: str) -> int:
    """Bytes by which a Python process of its own grows at its peak."""
    command = [sys.executable, str(Path(__file__).parent / "torch_work.py"), entry.name, work]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def bench(entry: Entry, options: Namespace) -> tuple[list[Row], str]:
    """Runs one workload; the second result names our kernel."""
    say(entry.name)
    made = zoo.make(entry)
    work = TorchWork(made, entry.samples)
    with tempfile.TemporaryDirectory() as name:
        made.write(Path(name))
        ours = Ours(options.java.splitlines(), Path(name))
        loss = work.loss().item()
        if abs(ours.loss - loss) > AGREE * abs(loss):
            raise SystemExit(f"error: our loss is {ours.loss}, PyTorch's {loss}")
        rows = []
        if COLD in entry.name:
            cold = f"{entry.name}: from the JVM's start to the first gradient"
            rows.append(Row(cold, None, "s", ours.cold_seconds))
        for threads in THREADS:
            rows += times(entry, ours, work, threads, options)
        ours.close()
        rows += memory(entry, ours)
    return rows, ours.kernel


def say(line: str) -> None:
    """Says something beside the result."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Runs every workload, or those whose names hold one of the given words."""
    parser = arguments(__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--compile",
        action=BooleanOptionalAction,
        default=True,
        help="torch.compile too, which compiles for minutes",
    )
    parser.add_argument("words", nargs="*", help="of the workloads' names; by default all")
    options = parser.parse_args()
    words = [word.lower() for word in options.words]
    entries = [e for e in WORKLOADS if not words or any(w in e.name.lower() for w in words)]
    if not entries:
        raise SystemExit(
            f"error: no workload is called so; there are {[w.name for w in WORKLOADS]}"
        )
    quiet()
    results = [bench(entry, options) for entry in entries]
    torch_kernel = f"{EAGER} {torch.backends.cpu.get_cpu_capability()}"
    kernel = f"{results[0][1]}; {torch_kernel}"
    report([row for rows, _ in results for row in rows], kernel, max(THREADS), options.output)


if __name__ == "__main__":
    main()

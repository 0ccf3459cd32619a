"""`bench engine`: gradients and Hessian-vector products beside PyTorch and PyHessian, in one run.

Times are those of one evaluation over a whole batch. Rounds of all sides alternate, and the median
of each counts. With two threads ours are two forks, each with half of the batch.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from argparse import BooleanOptionalAction, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import torch
import zoo
from processor import OF_THE_PEAK, peak
from report import Report, Row, arguments, quiet
from torch_work import Action, TorchWork, seconds_of
from zoo import Entry
from zoo.workloads import WORKLOADS

from basinwatch.child import one_line

ROUNDS = 5
FEWEST_ROUNDS = 3  # where all sides take long
ROUNDS_SECONDS = 40  # of all sides together, after which the fewest rounds do
ROUND_SECONDS = 0.25  # of each side, or one evaluation
COLD_STARTS = 3  # of each side
WARM_UP_SECONDS = 2  # of each side, or one evaluation
THREADS = (1, 2)
AGREE = 1e-4  # of the losses, relative
LABEL_WIDTH = 36  # of what follows a workload's name
EAGER, COMPILED = f"PyTorch {torch.__version__.split('+')[0]}", "torch.compile"
DOUBLE_BACKWARD, PYHESSIAN = "PyTorch's double backward", "PyHessian 0.1"
OF_A_GRADIENT = "gradients of the same side"
OF_THE_PEER = "times the peer's speed"
MIB = 2**20
ROUNDS_CLASS = "io.basinwatch.benchmarks.EngineRounds"


def with_archive(java: list[str], folder: Path) -> list[str]:
    """Java with an archive of the classes that a small network needs, as the launcher has one."""
    zoo.make(WORKLOADS[0]).write(folder)
    archive = folder / "classes.jsa"
    java = [*java, "-Xlog:cds*=off,aot*=off"]
    command = [*java, f"-XX:ArchiveClassesAtExit={archive}", ROUNDS_CLASS, str(folder)]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return [*java, f"-XX:SharedArchiveFile={archive}"]


class Ours:
    """The JVM that answers one round at a time."""

    def __init__(self, java: list[str], folder: Path) -> None:
        self._command = [*java, ROUNDS_CLASS, str(folder)]
        self._process, first = self._start()
        loss, self.kernel = first.split(" ", 1)
        self.loss = float(loss)

    def _start(self) -> tuple[subprocess.Popen, str]:
        """A JVM and what it says when its first gradient is there."""
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        first = process.stdout.readline().strip()
        if not first:
            raise SystemExit("error: our side of the benchmark did not start")
        return process, first

    def cold_seconds(self) -> float:
        """From the start of a JVM of its own to the end of its first gradient."""
        start = time.perf_counter()
        process, _ = self._start()
        seconds = time.perf_counter() - start
        process.communicate()
        return seconds

    def seconds(self, work: str, threads: int, times: int) -> float:
        """The time of one evaluation, of several."""
        self._process.stdin.write(f"{work} {threads} {times}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def memory(self, work: str) -> list[int]:
        """Bytes at the peak of a JVM of its own, and those by which it grew."""
        return _numbers([*self._command, work])

    def close(self) -> None:
        """Ends the JVM."""
        self._process.communicate()


class Theirs:
    """A workload in Python processes of their own."""

    def __init__(self, folder: Path, work: TorchWork) -> None:
        file = folder / "workload.pt"
        torch.save((work.model, work.inputs, work.target), file)
        self._command = [sys.executable, str(Path(__file__).parent / "torch_work.py"), str(file)]

    def cold_seconds(self) -> float:
        """From the process's start to the end of its first gradient."""
        start = time.perf_counter()
        with subprocess.Popen(self._command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            return time.perf_counter() - start

    def memory(self, work: str) -> list[int]:
        """Bytes at the peak of a process, and those by which it grew."""
        return _numbers([*self._command, work])


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
            self._add(name, lambda times: seconds_of(action, times))
        except Exception as error:
            say(f"{name} does not run: {one_line(error)[:200]}")

    def _add(self, name: str, seconds: Callable[[int], float]) -> None:
        spent, times = 0, 1
        while spent < WARM_UP_SECONDS:
            once = seconds(times)
            spent += times * once
            times = max(1, round(ROUND_SECONDS / once))
        self._sides[name] = (seconds, times)

    def run(self, rounds: int) -> dict[str, float]:
        """Median seconds of one evaluation by side."""
        results = {name: [] for name in self._sides}
        start = time.perf_counter()
        for done in range(rounds):
            if done >= FEWEST_ROUNDS and time.perf_counter() - start > ROUNDS_SECONDS:
                break
            for name, (seconds, times) in self._sides.items():
                results[name].append(seconds(times))
        return {name: median(values) for name, values in results.items()}


def times(
    entry: Entry, ours: Ours, work: TorchWork, threads: int, options: Namespace
) -> Iterator[Row]:
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

    def label(what: str) -> str:
        return f"{entry.name}: {what}, {threads} thread{'s'[: threads > 1]}"

    for what, mine, peer in (
        ("gradient", "gradient", EAGER),
        ("gradient", "gradient", COMPILED),
        ("product", "product", DOUBLE_BACKWARD),
        ("product, fixed point", "curvature", PYHESSIAN),
    ):
        if peer in seconds:
            a, b = 1e3 * seconds[mine], 1e3 * seconds[peer]
            yield Row(label(what), peer, "ms", a, b, b / a)
    shortest = work.operations / (options.peak * threads)
    a, b = (100 * shortest / seconds[side] for side in ("gradient", EAGER))
    yield Row(label("gradient"), EAGER, OF_THE_PEAK, a, b, a / b)
    for what, mine, peer in (
        ("product", "product", DOUBLE_BACKWARD),
        ("product, fixed point", "curvature", PYHESSIAN),
    ):
        a = seconds[mine] / seconds["gradient"]
        b = seconds[peer] / seconds[EAGER] if peer in seconds else None
        yield Row(label(what), b and peer, OF_A_GRADIENT, a, b, b and b / a)


def memory(entry: Entry, ours: Ours, theirs: Theirs) -> Iterator[Row]:
    """What each side's process takes at its peak and grows by, on one thread."""
    for what, mine, peer, name in (
        ("gradient", "gradient", EAGER, "eager"),
        ("product", "product", DOUBLE_BACKWARD, "double_backward"),
        ("product, fixed point", "curvature", PYHESSIAN, "pyhessian"),
    ):
        sides = zip(ours.memory(mine), theirs.memory(name), strict=True)
        for kind, (a, b) in zip(("peak memory", "growth"), sides, strict=True):
            yield Row(f"{entry.name}: {kind}, {what}", peer, "MiB", a / MIB, b / MIB, b / a)


def bench(entry: Entry, java: list[str], options: Namespace, report: Report) -> str:
    """Runs one workload and names our kernel."""
    say(entry.name)
    made = zoo.make(entry)
    work = TorchWork(made.model, made.probe.inputs[""], made.probe.target)
    with tempfile.TemporaryDirectory() as name:
        made.write(Path(name))
        theirs = Theirs(Path(name), work)
        ours = Ours(java, Path(name))
        loss = work.loss().item()
        if abs(ours.loss - loss) > AGREE * abs(loss):
            raise SystemExit(f"error: our loss is {ours.loss}, PyTorch's {loss}")
        starts = [(ours.cold_seconds(), theirs.cold_seconds()) for _ in range(COLD_STARTS)]
        a, b = (median(side) for side in zip(*starts, strict=True))
        report.add(Row(f"{entry.name}: cold start", EAGER, "s", a, b, b / a))
        for threads in THREADS:
            for row in times(entry, ours, work, threads, options):
                report.add(row)
        ours.close()
        for row in memory(entry, ours, theirs):
            report.add(row)
    return ours.kernel


def medians(rows: list[Row]) -> list[Row]:
    """The median speed over the networks, one row for each work on so many threads and peer."""
    ratios: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.unit == "ms":
            _, what = row.row.split(": ", 1)
            ratios.setdefault((what, row.peer), []).append(row.ratio)
    return [
        Row(f"median of {len(of_each)}: {what}", peer, OF_THE_PEER, middle, 1, middle)
        for (what, peer), of_each in ratios.items()
        for middle in [median(of_each)]
    ]


def _numbers(command: list[str]) -> list[int]:
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return [int(word) for word in output.split()]


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
    report = Report(options.output, max(len(e.name) for e in entries) + LABEL_WIDTH)
    with tempfile.TemporaryDirectory() as folder:
        java = with_archive(options.java.splitlines(), Path(folder))
        options.peak = peak(java)
        say(f"the processor's peak: {options.peak / 1e9:.1f} GFLOP/s a core")
        kernels = [bench(entry, java, options, report) for entry in entries]
    for row in medians(report.rows):
        report.add(row)
    torch_kernel = f"{EAGER} {torch.backends.cpu.get_cpu_capability()}"
    report.end(f"{kernels[0]}; {torch_kernel}", max(THREADS))


if __name__ == "__main__":
    main()

"""`bench llc`: SGLD steps a second beside devinterp: same networks, same settings, one run.

Rounds of both sides alternate; the median of each counts, and of devinterp's with one and with two
torch threads the better. Both also give the LLC, so that the speed is for the same work.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean, median, stdev

import torch
from case import CASES, Case, trained, write
from peer import round_of
from report import Row, arguments, report

ROUNDS = 5
THREADS = 2
AGREE = 4.0  # standard errors


class Ours:
    """The JVM that answers one round at a time."""

    def __init__(self, java: list[str], case: Case, folder: Path) -> None:
        command = [*java, "io.basinwatch.benchmarks.LlcRounds", str(folder), str(case.samples)]
        self._process = subprocess.Popen(
            [*command, str(THREADS), str(case.warm_up_rounds), *case.settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ready = self._process.stdout.readline()
        if not ready.startswith("ready "):
            raise SystemExit("error: our side of the benchmark did not start")
        self.kernel = ready.removeprefix("ready ").strip()

    def round_of(self, seed: int) -> tuple[float, float]:
        """SGLD steps of all chains a second, and the LLC."""
        self._process.stdin.write(f"{seed}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["steps"] / answer["seconds"], answer["llc"]

    def close(self) -> None:
        """Ends the JVM."""
        self._process.communicate()


def compare(case: Case, java: list[str], rounds: int) -> tuple[Row, str]:
    """Runs one case; the second result names our kernel."""
    network, x, y = trained(case)
    with tempfile.TemporaryDirectory() as folder:
        write(network, x, y, Path(folder))
        ours = Ours(java, case, Path(folder))
    mine, one, two = [], [], []
    round_of(case, network, x, y, rounds, 1)  # warms up
    for seed in range(rounds):
        mine.append(ours.round_of(seed))
        one.append(round_of(case, network, x, y, seed, 1))
        two.append(round_of(case, network, x, y, seed + rounds + 1, 2))
    ours.close()
    say_llc(case, [llc for _, llc in mine], [llc for _, llc in one + two])
    speed, slow, fast = (median(s for s, _ in results) for results in (mine, one, two))
    theirs = max(slow, fast)
    say(f"devinterp: {slow:,.0f} steps/s with 1 torch thread, {fast:,.0f} with 2")
    peer = f"devinterp 1.3.2, {2 if fast > slow else 1} torch threads"
    return Row(case.name, peer, "SGLD steps/s", speed, theirs, speed / theirs), ours.kernel


def say_llc(case: Case, ours: list[float], theirs: list[float]) -> None:
    """Prints both estimates, each with its standard error over the rounds."""
    errors = [stdev(values) / len(values) ** 0.5 for values in (ours, theirs)]
    apart = abs(mean(ours) - mean(theirs)) / (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    say(
        f"{case.name}: LLC {mean(ours):.2f} +- {errors[0]:.2f}, devinterp {mean(theirs):.2f} +- "
        f"{errors[1]:.2f}: {apart:.1f} standard errors apart"
    )
    if apart > AGREE:
        raise SystemExit("error: the two sides do not sample the same distribution")


def say(line: str) -> None:
    """Says something beside the result."""
    print(line, file=sys.stderr)


def main() -> None:
    """Runs every case."""
    parser = arguments(__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    if options.rounds < 2:
        raise SystemExit("error: --rounds has to be at least 2, for standard errors")
    results = [compare(case, options.java.splitlines(), options.rounds) for case in CASES]
    torch_kernel = f"torch {torch.__version__} {torch.backends.cpu.get_cpu_capability()}"
    kernel = f"{results[0][1]}; {torch_kernel}"
    report([row for row, _ in results], kernel, THREADS, options.output)


if __name__ == "__main__":
    main()

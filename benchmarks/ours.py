"""Our side of the benchmarks of the LLC."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from zoo import Entry

THREADS = 2


@dataclass(frozen=True)
class Measured:
    """One estimate, and what it took."""

    llc: float
    error: float
    verdict: str
    chain_values: list[float]  # of chains that were kept
    diverged: int  # chains
    steps: int  # of all chains
    gradients: int  # evaluations, calibration included
    seconds: float
    settings: dict[str, str]  # given and chosen

    def number(self, name: str) -> float:
        """A setting."""
        return float(self.settings[name])


@dataclass(frozen=True)
class Sampled:
    """Chains alone."""

    steps: int  # of all chains
    seconds: float
    llc: float


class Ours:
    """The JVM that answers one measurement at a time."""

    def __init__(self, java: list[str], folder: Path, entry: Entry) -> None:
        main = [*java, "io.basinwatch.benchmarks.LlcRounds", str(folder)]
        self._process = subprocess.Popen(
            [*main, entry.loss, str(entry.samples), str(THREADS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ready = self._process.stdout.readline()
        if not ready.startswith("ready "):
            raise SystemExit("error: our side of the benchmark did not start")
        self.kernel = ready.removeprefix("ready ").strip()

    def measure(self, seed: int, settings: list[str]) -> Measured:
        """The LLC by settings as name=value."""
        return Measured(**self._ask("measure", seed, settings))

    def sample(self, seed: int, settings: list[str]) -> Sampled:
        """The steps of the chains by settings that leave nothing to be chosen."""
        return Sampled(**self._ask("sample", seed, settings))

    def _ask(self, what: str, seed: int, settings: list[str]) -> dict:
        self._process.stdin.write(" ".join([what, str(seed), *settings]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if answer.startswith("error: "):
            raise SystemExit(answer.strip())
        return json.loads(answer)

    def close(self) -> None:
        """Ends the JVM."""
        self._process.communicate()

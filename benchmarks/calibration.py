"""`bench calibration`: whether the step size that default settings choose is near the best one.

For each network: the LLC by a long run of MALA, which no step size biases; what default settings
choose at several seeds; then fixed step sizes, factors of 2 apart about that, at as many gradient
evaluations. Exits with 1 where the best step size is more than a factor of 2 away.
"""

import json
import sys
import tempfile
from argparse import Namespace
from dataclasses import asdict, dataclass
from math import inf, log2
from pathlib import Path
from statistics import mean, median, median_low, variance

from learners import LEARNERS, Learner
from ours import Measured, Ours
from report import arguments, quiet

SEEDS = 5  # of default settings
FACTORS = [2.0**power for power in range(-3, 4)]
CHAINS = 24  # at each step size
CHAINS_OF_A_RUN = 4  # the default
REFERENCE_ERROR = 0.005  # of the value
REFERENCE_STEPS = 100_000  # of a chain, at most
WITHIN = 2.0
UNEQUAL = 0.02  # of the steps that a chain may take


@dataclass(frozen=True)
class Error:
    """Of a run of four chains at one step size, as parts of the reference."""

    step_size: float
    factor: float  # times what default settings choose
    rms: float  # infinite where a chain diverged
    rms_error: float
    bias: float
    spread: float


@dataclass(frozen=True)
class Result:
    """Of one network."""

    name: str
    reference: float
    reference_error: float
    sampler: str
    batch: int
    chosen: float  # step size
    chosen_least: float  # over seeds
    chosen_most: float
    steps: int  # of a chain
    errors: list[Error]

    @property
    def least(self) -> Error:
        """The step size with the least error."""
        return min(self.errors, key=lambda error: error.rms)

    @property
    def best(self) -> Error:
        """The nearest step size whose error is within one standard error of the least."""
        good = [e for e in self.errors if e.rms <= self.least.rms + self.least.rms_error]
        return min(good, key=lambda error: abs(log2(error.factor)))

    @property
    def passed(self) -> bool:
        """Whether the chosen step size is within a factor of 2 of the best."""
        return 1 / WITHIN <= self.best.factor <= WITHIN


def examine(learner: Learner, java: list[str]) -> Result:
    """Runs one network."""
    with tempfile.TemporaryDirectory() as folder:
        learner.trained().write(Path(folder))
        ours = Ours(java, Path(folder), learner.entry)
    reference = ours.measure(
        0,
        [
            "llc.sampler=mala",
            f"llc.standard-error={REFERENCE_ERROR}",
            f"llc.budget={REFERENCE_STEPS}",
        ],
    )
    say(
        f"{learner.name}: {reference.llc:.3f} +- {reference.error:.3f} in {reference.seconds:.0f} s"
    )
    defaults = [ours.measure(seed, []) for seed in range(SEEDS)]
    steps = round(median(one.steps / CHAINS_OF_A_RUN for one in defaults))
    middle = median_low(step_size(one) for one in defaults)
    chosen = next(one for one in defaults if step_size(one) == middle)
    errors = []
    for factor in FACTORS:
        measured = ours.measure(SEEDS, settings(chosen, middle * factor, steps))
        errors.append(error(measured, factor, steps, reference))
        say(f"{learner.name}: {row(errors[-1])}")
    ours.close()
    return Result(
        learner.name,
        reference.llc,
        reference.error,
        chosen.settings["llc.sampler"],
        int(chosen.settings["llc.batch-size"]),
        middle,
        min(map(step_size, defaults)),
        max(map(step_size, defaults)),
        steps,
        errors,
    )


def step_size(measured: Measured) -> float:
    """Given or chosen."""
    return measured.number("llc.step-size")


def settings(chosen: Measured, step_size: float, steps: int) -> list[str]:
    """Those that default settings chose, but for the step size.

    The burn-in is again the default's, for a budget that is used up whatever the error.
    """
    free = ("llc.burn-in", "llc.draws")
    kept = {name: value for name, value in chosen.settings.items() if name not in free}
    changed = {
        "llc.step-size": step_size,
        "llc.chains": CHAINS,
        "llc.budget": steps,
        "llc.standard-error": 1e-9,
    }
    return [f"{name}={value}" for name, value in (kept | changed).items()]


def error(measured: Measured, factor: float, steps: int, reference: Measured) -> Error:
    """RMS error of a run of four chains, from the bias and the variance of single chains."""
    if measured.diverged:
        return Error(step_size(measured), factor, inf, inf, inf, inf)
    if abs(measured.steps / CHAINS / steps - 1) > UNEQUAL:
        raise SystemExit(f"error: {measured.steps / CHAINS:g} steps a chain, not {steps}")
    values = [value / reference.llc - 1 for value in measured.chain_values]
    every = [values[:i] + values[i + 1 :] for i in range(len(values))]
    estimates = [rms(some) for some in every]
    center = mean(estimates)
    jackknife = (len(values) - 1) / len(values) * sum((e - center) ** 2 for e in estimates)
    return Error(
        step_size(measured),
        factor,
        rms(values),
        jackknife**0.5,
        mean(values),
        (variance(values) / CHAINS_OF_A_RUN) ** 0.5,
    )


def rms(values: list[float]) -> float:
    """Of a mean over four chains, from the relative errors of any number of chains."""
    return (mean(values) ** 2 + variance(values) / CHAINS_OF_A_RUN) ** 0.5


def row(error: Error) -> str:
    """One line of the table."""
    start = f"{error.factor:>8g} {error.step_size:>10.3g}"
    if error.rms == inf:
        return f"{start} {'diverged':>16}"
    return (
        f"{start} {error.rms:>8.2%} +- {error.rms_error:.2%}"
        f" {error.bias:>+8.2%} {error.spread:>8.2%}"
    )


def show(result: Result) -> None:
    """Prints the table of one network and the verdict."""
    print(f"{result.name}: LLC {result.reference:.3f} +- {result.reference_error:.3f} (mala)")
    print(
        f"chosen: {result.sampler}, step size {result.chosen:g} ({result.chosen_least:g} to"
        f" {result.chosen_most:g} over {SEEDS} seeds), batch {result.batch},"
        f" {result.steps} steps a chain"
    )
    print(f"{'factor':>8} {'step size':>10} {'RMS error':>17} {'bias':>8} {'spread':>8}")
    for error in result.errors:
        print(row(error))
    print(
        f"{'ok' if result.passed else 'FAILED'}: least error at {result.least.factor:g} times the"
        f" chosen step size; the nearest as good at {result.best.factor:g} times\n"
    )


def say(line: str) -> None:
    """Says something beside the result."""
    print(line, file=sys.stderr, flush=True)


def report(results: list[Result], options: Namespace) -> None:
    """All networks to standard output."""
    if options.output == "table":
        for result in results:
            show(result)
        return
    derived = ("least", "best", "passed")
    rows = [asdict(r) | {name: plain(getattr(r, name)) for name in derived} for r in results]
    print(json.dumps({"networks": rows}))


def plain(value: Error | bool) -> float | bool:
    """A step size by its factor."""
    return value.factor if isinstance(value, Error) else value


def main() -> int:
    """Runs every network, or those whose names hold one of the given words."""
    parser = arguments(__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("words", nargs="*", help="of the networks' names; by default all")
    options = parser.parse_args()
    words = [word.lower() for word in options.words]
    chosen = [one for one in LEARNERS if not words or any(w in one.name.lower() for w in words)]
    if not chosen:
        names = ", ".join(one.name for one in LEARNERS)
        raise SystemExit(f"error: no network is called so; there are {names}")
    quiet()
    results = [examine(learner, options.java.splitlines()) for learner in chosen]
    report(results, options)
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

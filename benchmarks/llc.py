"""`bench llc`: the LLC beside devinterp: same networks, same settings, one run.

Steps a second at equal settings: rounds of both sides alternate; the median of each counts, and of
devinterp's with one and with two torch threads the better; and the share of the processor's peak
that both reach. Then time and gradients until the standard error is as small as ours is with
default settings. Both sides also give the LLC, and have to agree on it where their settings are
equal.
"""

import sys
import tempfile
import time
from argparse import Namespace
from math import hypot
from pathlib import Path
from statistics import mean, median, stdev

import torch
from case import CASES, SAMPLERS, Case, inputs
from ours import THREADS, Ours
from peer import Chains, Sampled, run
from processor import OF_THE_PEAK, peak
from report import Row, arguments, quiet, report
from torch_work import TorchWork
from zoo import Made

PEER = "devinterp 1.3.2"
PRECISE_ROUNDS = 3
LEAST_DRAWS = 1000  # of the peer's chains
AGREE = 4.0  # standard errors
# The defaults of the peer's EpsilonBetaAnalyzer, at one n beta, and of its chains.
SWEPT = [10 ** (-6 + 4 * i / 7) for i in range(8)]
SWEEP_CHAINS, SWEEP_DRAWS = 10, 100


def speed(case: Case, made: Made, ours: Ours, sampler: str, options: Namespace) -> tuple[Row, Row]:
    """Steps of all chains a second at equal settings, and what they are of all that is possible."""
    rounds = options.rounds or case.rounds
    how = Chains(
        sampler,
        case.step_size_of(sampler),
        case.batch,
        case.chains,
        case.burn_in,
        case.draws,
        case.between,
    )
    settings = case.settings(sampler)
    warm = [ours.measure(-1 - seed, settings) for seed in range(case.warm_up_rounds)]
    run(case, made, how, rounds, 1)  # warms up
    mine, theirs = [], {1: [], 2: []}
    for seed in range(rounds):
        mine.append(ours.sample(seed, settings))
        for threads, results in theirs.items():
            results.append(run(case, made, how, seed + threads * (rounds + 1), threads))
    agree(
        f"{case.name}, {sampler}",
        mean_and_error([one.llc for one in mine]),
        mean_and_error([one.llc for results in theirs.values() for one in results]),
    )
    a = median(one.steps / one.seconds for one in mine)
    b = {threads: how.steps / median_seconds(results) for threads, results in theirs.items()}
    say(f"{PEER}: {b[1]:,.1f} steps/s with 1 torch thread, {b[2]:,.1f} with 2")
    whole = warm[-1].steps / warm[-1].seconds
    say(f"ours: {a:,.1f} steps/s, {whole:,.1f} with all that a measurement does beside them")
    best = max(b, key=b.get)
    peer, name = f"{PEER}, {best} torch threads", f"{case.name}: {sampler}"
    work = TorchWork(made.model, inputs(made), made.probe.target).first(case.batch)
    most = THREADS * options.peak / work.operations
    say(f"{most:,.1f} steps/s are what the peak of {THREADS} cores allows a step's products alone")
    return (
        Row(name, peer, "steps/s", a, b[best], a / b[best]),
        Row(name, peer, OF_THE_PEAK, 100 * a / most, 100 * b[best] / most, a / b[best]),
    )


def precision(case: Case, made: Made, ours: Ours) -> list[Row]:
    """Seconds and gradients until the standard error is the one that our defaults reach."""
    sgld = ours.measure(-1, [*case.posterior, "llc.sampler=sgld"])
    step_size, batch, burn_in = (
        sgld.number(f"llc.{name}") for name in ("step-size", "batch-size", "burn-in")
    )
    # Every step a draw: no loss that devinterp computes is left out.
    draws = max(LEAST_DRAWS, int(burn_in))
    how = Chains("sgld", step_size, int(batch), 4, int(burn_in), draws, 1)
    mine, theirs = [], {1: [], 2: []}
    for seed in range(PRECISE_ROUNDS):
        mine.append(ours.measure(seed, case.posterior))
        threads = 1 + seed % 2
        theirs[threads].append(run(case, made, how, seed, threads))
    both = [one for results in theirs.values() for one in results]
    values = [mean(chain) for one in both for chain in one.trace]
    agree(
        f"{case.name}, SGLD at step size {how.step_size}, batch {how.batch}",
        (sgld.llc, sgld.error),
        mean_and_error(values),
    )
    error = stdev(values) / how.chains**0.5  # of one run
    target = mean(one.error for one in mine)
    llc = mean(one.llc for one in mine)
    say(
        f"{case.name}: ours from defaults {llc:.2f} +- {target:.2f} ({mine[0].verdict}); "
        f"{PEER} {mean(values):.2f} +- {error:.2f} after {how.draws} draws"
    )
    steps = how.steps_for((error / target) ** 2)
    quickest = min(median_seconds(results) for results in theirs.values())
    a = (median(one.seconds for one in mine), median(one.gradients for one in mine))
    b = (quickest / how.steps * steps, steps)
    swept = sweep(case, made, how.batch, 1 if quickest == median_seconds(theirs[1]) else 2)
    c = tuple(x + y for x, y in zip(b, swept, strict=True))
    name = f"{case.name}: to an error of {100 * target / llc:.1f} %"
    return [
        Row(name, peer, unit, x, y, y / x)
        for peer, times in ((PEER, b), (f"{PEER}, its sweep of step sizes included", c))
        for unit, x, y in zip(("s", "gradient evaluations"), a, times, strict=True)
    ]


def sweep(case: Case, made: Made, batch: int, threads: int) -> tuple[float, float]:
    """Seconds and gradients of the peer's way to find a step size."""
    start = time.perf_counter()
    steps = 0
    for step_size in SWEPT:
        how = Chains("sgld", step_size, batch, SWEEP_CHAINS, 0, SWEEP_DRAWS, 1)
        try:
            llc = run(case, made, how, 0, threads).llc
        except RuntimeError as reason:  # as its sweep does
            say(f"{PEER}, step size {step_size:.1e}: {reason}")
        else:
            say(f"{PEER}, step size {step_size:.1e}: LLC {llc:.2f}")
            steps += how.steps
    return time.perf_counter() - start, steps


def median_seconds(results: list[Sampled]) -> float:
    """Of one run."""
    return median(one.seconds for one in results)


def mean_and_error(values: list[float]) -> tuple[float, float]:
    """The mean and its standard error."""
    return mean(values), stdev(values) / len(values) ** 0.5


def agree(name: str, ours: tuple[float, float], theirs: tuple[float, float]) -> None:
    """Prints both estimates with their errors; ends the run if they are too far apart."""
    apart = abs(ours[0] - theirs[0]) / hypot(ours[1], theirs[1])
    say(
        f"{name}: LLC {ours[0]:.2f} +- {ours[1]:.2f}, {PEER} {theirs[0]:.2f} +- "
        f"{theirs[1]:.2f}: {apart:.1f} standard errors apart"
    )
    if not apart <= AGREE:
        raise SystemExit("error: the two sides do not sample the same distribution")


def compare(case: Case, options: Namespace) -> tuple[list[Row], str]:
    """Runs one case; the second result names our kernel."""
    made = case.trained()
    with tempfile.TemporaryDirectory() as folder:
        made.write(Path(folder))
        ours = Ours(options.java.splitlines(), Path(folder), case.entry)
    rows = [row for sampler in SAMPLERS for row in speed(case, made, ours, sampler, options)]
    if case.precise:
        rows += precision(case, made, ours)
    ours.close()
    return rows, ours.kernel


def say(line: str) -> None:
    """Says something beside the result."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Runs every case, or those whose names hold one of the given words."""
    parser = arguments(__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("--rounds", type=int, help="by default each case's own")
    parser.add_argument("words", nargs="*", help="of the cases' names; by default all")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 2:
        raise SystemExit("error: --rounds has to be at least 2, for standard errors")
    words = [word.lower() for word in options.words]
    cases = [c for c in CASES if not words or any(w in c.name.lower() for w in words)]
    if not cases:
        raise SystemExit(f"error: no case is called so; there are {[c.name for c in CASES]}")
    quiet()
    options.peak = peak(options.java.splitlines())
    say(f"the processor's peak: {options.peak / 1e9:.1f} GFLOP/s a core")
    results = [compare(case, options) for case in cases]
    torch_kernel = f"torch {torch.__version__} {torch.backends.cpu.get_cpu_capability()}"
    kernel = f"{results[0][1]}; {torch_kernel}"
    report([row for rows, _ in results for row in rows], kernel, THREADS, options.output)


if __name__ == "__main__":
    main()

"""Whole models beside PyTorch: loss, gradient and Hessian-vector product against float64.

Every architecture of the zoo goes the way of a user's model: through the client's export into our
engine, which computes in float32, and in float64 with its scalar reference. Both are compared with
PyTorch's float64 numbers at the checkpoint and at perturbed weights. Exits with 1 where an error is
too large or a model does not load.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import zoo
from derivatives import Derivatives, Named, derivatives
from limits import LIMITS, PERTURBATION
from report import quiet
from safetensors.torch import load_file, save_file
from torch import Tensor
from zoo import Entry, Made

from basinwatch.child import one_line
from basinwatch.weights import state

PROGRAMS = ("float64", "float32")
POINTS = ("weights", "perturbed")
SHORT = ("mlp", "lenet5", "mobilenet v3", "swin", "gpt-2", "lstm", "message passing")


@dataclass(frozen=True)
class Result:
    """The largest relative errors of a model over both points, by program and quantity."""

    name: str
    parameters: int
    errors: dict[tuple[str, str], float]
    reason: str = ""  # why it could not be compared
    exported: bool = True  # by PyTorch

    @property
    def passed(self) -> bool:
        """Whether it could be compared and every error is within its limit."""
        return not self.reason and all(e <= LIMITS[what] for (_, what), e in self.errors.items())


class Engine:
    """The JVM that answers for one model at a time."""

    def __init__(self, java: list[str]) -> None:
        self._command = [*java, "io.basinwatch.benchmarks.ModelDerivatives"]
        self._start()

    def _start(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True)

    def evaluate(self, entry: Entry, folder: Path, programs: Sequence[str]) -> Named:
        """What it writes for the model of a folder."""
        self._process.stdin.write(f"{entry.loss} {entry.ignored} {','.join(programs)} {folder}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            self.close()
            self._start()
            raise RuntimeError("the engine's process died")
        if answer != "ok":
            raise RuntimeError(answer)
        return load_file(folder / "ours.safetensors")

    def close(self) -> None:
        """Ends the JVM."""
        self._process.communicate()


def compare(
    entry: Entry, engine: Engine, programs: Sequence[str] = PROGRAMS, seed: int = 1
) -> Result:
    """Runs one architecture on both sides."""
    made = zoo.make(entry, seed)
    parameters = sum(p.numel() for p in made.model.parameters())
    exported = False
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made.write(folder)
            exported = True
            points, direction = write_points(made, folder)
            ours = engine.evaluate(entry, folder, programs)
    except Exception as error:
        return Result(entry.name, parameters, {}, one_line(error), exported)
    errors: dict[tuple[str, str], float] = {}
    for point in POINTS:
        truth = derivatives(made, points[point], direction)
        for program in programs:
            found = relative_errors(ours, f"{program}/{point}", truth)
            for what, error in found.items():
                errors[program, what] = max(error, errors.get((program, what), 0))
    return Result(entry.name, parameters, errors)


def write_points(made: Made, folder: Path) -> tuple[dict[str, Named], Named]:
    """Both points, and a direction of the length of the weights' own noise."""
    generator = torch.Generator().manual_seed(7)

    def noise(tensor: Tensor) -> Tensor:
        return torch.randn(tensor.shape, generator=generator)

    weights = {n: t.detach() for n, t in state(made.model).items() if t.is_floating_point()}
    trained = {n for n, parameter in made.model.named_parameters() if parameter.requires_grad}
    perturbed = {n: t + PERTURBATION * noise(t) if n in trained else t for n, t in weights.items()}
    direction = {name: noise(tensor) for name, tensor in weights.items()}
    save_file(perturbed, folder / "perturbed.safetensors")
    save_file(direction, folder / "direction.safetensors")
    return {"weights": weights, "perturbed": perturbed}, direction


def relative_errors(ours: Named, prefix: str, truth: Derivatives) -> dict[str, float]:
    """Of the losses, and in norm of the gradient and of the product."""
    losses = {"loss": truth.loss, "first": truth.first_loss}
    errors = {
        "loss": max(
            abs(ours[f"{prefix}/{what}"].item() - loss) / max(abs(loss), 1e-12)
            for what, loss in losses.items()
        )
    }
    for what, expected in (("gradient", truth.gradient), ("product", truth.product)):
        difference = 0.0
        for name, tensor in expected.items():
            # A parameter that the graph does not use has no place in our vector.
            mine = ours.get(f"{prefix}/{what}/{name}", torch.zeros(()))
            difference += (mine - tensor).square().sum().item()
        size = sum(tensor.square().sum().item() for tensor in expected.values())
        errors[what] = (difference / size) ** 0.5
    # A comparison with NaN must fail.
    return {what: error if error == error else float("inf") for what, error in errors.items()}


def show(result: Result) -> None:
    """One line of the table."""
    line = f"{result.name:24} {result.parameters:>11,}"
    for program in PROGRAMS:
        for what in LIMITS:
            error = result.errors.get((program, what))
            line += " " * 10 if error is None else f"  {error:8.1e}"
    verdict = "" if result.passed else f"  FAILED {result.reason}"
    print(line + verdict, flush=True)


def main() -> int:
    """Compares the chosen architectures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("--short", action="store_true", help="one of each family only")
    parser.add_argument("names", nargs="*", help="of architectures; by default all")
    options = parser.parse_args()
    names = options.names or (SHORT if options.short else [entry.name for entry in zoo.ENTRIES])
    entries = [entry for entry in zoo.ENTRIES if entry.name in names]
    quiet()
    print(f"{'relative error of':36}  {'our float64':^28}  {'our float32':^28}")
    print(f"{'model':24} {'parameters':>11}" + "".join(f"  {what:>8}" for what in 2 * list(LIMITS)))
    engine = Engine(options.java.splitlines())
    results = []
    for entry in entries:
        results.append(compare(entry, engine))
        show(results[-1])
    engine.close()
    failed = [result.name for result in results if not result.passed]
    print(f"{len(results) - len(failed)} of {len(results)} models agree with PyTorch's float64")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

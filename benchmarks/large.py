"""A model of GPT-2 small's size through `./basinwatch measure`: its numbers, its memory, its time.

Exits with 1 where the loss or the gradient is not PyTorch's, or memory passes the limit.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import torch
from limits import LIMITS
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel

from basinwatch.export import detached, export, input_names
from basinwatch.probe import make_probe
from basinwatch.weights import Weights

PROJECT = Path(__file__).parent.parent
PARAMETERS = 124_439_808
SAMPLES, TIME = 2, 64
LIMIT_BYTES = 8e9


class Gpt2Small(nn.Module):
    """Random weights, tied embedding; tokens (batch, time) -> logits (batch, time, 50257)."""

    def __init__(self) -> None:
        super().__init__()
        config = GPT2Config(use_cache=False, attn_implementation="eager")
        self.language_model = GPT2LMHeadModel(config)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits of the next tokens."""
        return self.language_model(input_ids=tokens).logits


def write(model: nn.Module, tokens: Tensor, target: Tensor, folder: Path) -> None:
    """The files of a checkpoint, as the client publishes them."""
    probe = make_probe("probe", (tokens, target), "cross-entropy", model)
    weights = Weights.copy(model)
    graph = export(detached(model, weights), probe)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "weights.safetensors").write_bytes(weights.encode())
    (folder / "probe.safetensors").write_bytes(probe.encode(input_names(graph)))
    for file in sorted(folder.iterdir()):
        print(f"large: {file.name} {file.stat().st_size / 1e6:.1f} MB")


def measured(folder: Path) -> dict[str, float]:
    """Loss and gradient's norm as the engine has them."""
    command = [PROJECT / "basinwatch", "measure", "--output", "json"]
    command += ["--model", folder / "model.onnx", "--weights", folder / "weights.safetensors"]
    command += ["--probe", folder / "probe.safetensors", "--loss", "cross-entropy"]
    command += ["--dataset-size", "1000", "--statistics", "loss,gradient-norm"]
    start = time.monotonic()
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    print(f"large: measured in {time.monotonic() - start:.1f} s, the JVM's start included")
    statistics = json.loads(ended.stdout)["statistics"]
    return {name: statistics[name]["value"] for name in ("loss", "gradient-norm")}


def gradient(java: list[str], folder: Path) -> dict[str, Tensor]:
    """The engine's whole gradient, by parameter."""
    command = [*java, "-Xmx3g", "io.basinwatch.benchmarks.WholeGradient", str(folder)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return load_file(folder / "gradient.safetensors")


def exact(model: nn.Module, tokens: Tensor, target: Tensor) -> dict[str, float]:
    """Loss and gradient's norm by PyTorch; the gradient stays with the parameters."""
    loss = cross_entropy(model(tokens).flatten(0, 1), target.flatten())
    loss.backward()
    return {"loss": loss.item(), "gradient-norm": norm(p.grad for p in model.parameters())}


def norm(tensors: Iterable[Tensor]) -> float:
    """Of all of them as one vector, summed in float64."""
    return sum(tensor.double().square().sum().item() for tensor in tensors) ** 0.5


def peak_bytes() -> int:
    """Most memory that a process started here has held, the JVM's among them."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def main() -> int:
    """Runs the check; 0 if it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    java = parser.parse_args().java.splitlines()
    torch.manual_seed(1)
    model = Gpt2Small().eval()
    assert sum(p.numel() for p in model.parameters()) == PARAMETERS
    tokens, target = torch.randint(50_257, (2, SAMPLES, TIME))
    subprocess.run([PROJECT / "basinwatch", "measure", "--help"], check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        write(model, tokens, target, Path(folder))
        ours = measured(Path(folder))
        peak = peak_bytes()
        whole = gradient(java, Path(folder))
    theirs = exact(model, tokens, target)
    for name, value in ours.items():
        print(f"large: {name} {value:.7g}, PyTorch's {theirs[name]:.7g}")
    error = norm(whole[n] - p.grad for n, p in model.named_parameters()) / theirs["gradient-norm"]
    print(f"large: the gradient is {error:.1e} of its norm from PyTorch's")
    print(f"large: most memory {peak / 1e9:.2f} GB, allowed {LIMIT_BYTES / 1e9:.0f}")
    close = abs(ours["loss"] / theirs["loss"] - 1) < LIMITS["loss"]
    close &= abs(ours["gradient-norm"] / theirs["gradient-norm"] - 1) < LIMITS["gradient"]
    close &= error < LIMITS["gradient"]
    return 0 if close and peak < LIMIT_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())

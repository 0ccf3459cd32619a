"""Networks of JAX (Flax), exported by jax2onnx, beside JAX in float64.

Loss, gradient and Hessian-vector product, at the checkpoint and at perturbed weights. Exits with 1
where one is off by more than the limit, or a network does not load.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from flax import nnx
from jax import Array
from jax2onnx import to_onnx
from limits import LIMITS, PERTURBATION
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

Apply = Callable[[list[Array], Array], Array]

SAMPLES = 7
CLASSES = 5
PROGRAMS = ("float64", "float32")


class Perceptron(nnx.Module):
    """Two layers."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.inner = nnx.Linear(6, 16, rngs=rngs)
        self.out = nnx.Linear(16, CLASSES, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        """(batch, 6) to (batch, classes)."""
        return self.out(nnx.gelu(self.inner(x)))


class Convolutions(nnx.Module):
    """Channels last, normalised, pooled."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.first = nnx.Conv(3, 8, (3, 3), rngs=rngs)
        self.norm = nnx.BatchNorm(8, use_running_average=True, rngs=rngs)
        self.second = nnx.Conv(8, 8, (3, 3), strides=2, rngs=rngs)
        self.out = nnx.Linear(8, CLASSES, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        """(batch, 16, 16, 3) to (batch, classes)."""
        h = nnx.max_pool(nnx.silu(self.norm(self.first(x))), window_shape=(2, 2), strides=(2, 2))
        return self.out(nnx.relu(self.second(h)).mean((1, 2)))


class Attention(nnx.Module):
    """One block of a transformer: the class of the last token."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.embedding = nnx.Embed(11, 16, rngs=rngs)
        self.norm = nnx.LayerNorm(16, rngs=rngs)
        self.heads = nnx.MultiHeadAttention(2, 16, decode=False, rngs=rngs)
        self.out = nnx.Linear(16, CLASSES, rngs=rngs)

    def __call__(self, tokens: Array) -> Array:
        """(batch, time) to (batch, classes)."""
        h = self.embedding(tokens)
        h = h + self.heads(self.norm(h), mask=nnx.make_causal_mask(tokens))
        return self.out(h[:, -1])


class Recurrent(nnx.Module):
    """A cell of Flax along a series, the class of its last state."""

    def __init__(self, cell: nnx.Module, states: int, rngs: nnx.Rngs) -> None:
        self.layer = nnx.RNN(cell)
        self.states = states
        self.out = nnx.Linear(8, CLASSES, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        """(batch, time, 6) to (batch, classes)."""
        zeros = jnp.zeros_like(x, shape=(x.shape[0], 8))
        initial = zeros if self.states == 1 else (zeros,) * self.states
        return self.out(self.layer(x, initial_carry=initial)[:, -1])


class Scanned(nnx.Module):
    """A recurrence by `lax.scan`."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.inner = nnx.Linear(6, 8, rngs=rngs)
        self.hidden = nnx.Linear(8, 8, rngs=rngs)
        self.out = nnx.Linear(8, CLASSES, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        """(batch, time, 6) to (batch, classes)."""

        def step(h: Array, now: Array) -> tuple[Array, Array]:
            h = jnp.tanh(self.hidden(h) + now)
            return h, h

        rows = self.inner(x).swapaxes(0, 1)
        last, states = jax.lax.scan(step, jnp.zeros_like(rows[0]), rows)
        return self.out(last + states.mean(0))


def gru(rngs: nnx.Rngs) -> nnx.Module:
    """Gated recurrent units."""
    return Recurrent(nnx.GRUCell(6, 8, rngs=rngs), 1, rngs)


def lstm(rngs: nnx.Rngs) -> nnx.Module:
    """Long short-term memory."""
    return Recurrent(nnx.OptimizedLSTMCell(6, 8, rngs=rngs), 2, rngs)


NETWORKS = {
    "perceptron": (Perceptron, (6,)),
    "convolutions": (Convolutions, (16, 16, 3)),
    "attention": (Attention, (9,)),
    "scan": (Scanned, (7, 6)),
    "gru": (gru, (7, 6)),
    "lstm": (lstm, (7, 6)),
}


@dataclass(frozen=True)
class Made:
    """A network with its weights, samples and classes, always the same ones for a name."""

    apply: Apply
    names: list[str]
    weights: list[NDArray]
    x: NDArray
    target: NDArray

    def losses(self, weights: list[Array], x: Array) -> Array:
        """The cross-entropy of each sample."""
        logits = jax.nn.log_softmax(self.apply(weights, x))
        return -jnp.take_along_axis(logits, jnp.asarray(self.target)[:, None], -1)[:, 0]

    def named(self, tensors: list[NDArray]) -> dict[str, NDArray]:
        """Tensors in the weights' order, by the weights' names."""
        return dict(zip(self.names, tensors, strict=True))

    def export(self) -> bytes:
        """The network in ONNX, its weights without their numbers."""
        program = to_onnx(
            lambda x, *weights: self.apply(list(weights), x),
            inputs=[
                jax.ShapeDtypeStruct(("batch", *self.x.shape[1:]), self.x.dtype),
                *self.weights,
            ],
            input_names=["x", *self.names],
            opset=21,
        )
        graph = program.graph
        for given in graph.input[1:]:
            shape = [size.dim_value for size in given.type.tensor_type.shape.dim]
            graph.initializer.add(name=given.name, data_type=onnx.TensorProto.FLOAT, dims=shape)
        del graph.input[1:]
        return program.SerializeToString()


def make(name: str) -> Made:
    """A network of NETWORKS."""
    build, sample = NETWORKS[name]
    network = build(nnx.Rngs(1))
    network.eval()
    definition, parameters, others = nnx.split(network, nnx.Param, ...)
    leaves, tree = jax.tree.flatten_with_path(parameters)

    def apply(weights: list[Array], x: Array) -> Array:
        return nnx.merge(definition, jax.tree.unflatten(tree, weights), others)(x)

    random = np.random.default_rng(1)
    shape = (SAMPLES, *sample)
    tokens = name == "attention"
    x = random.integers(0, 11, shape) if tokens else random.normal(size=shape)
    return Made(
        apply,
        [jax.tree_util.keystr(path, simple=True, separator=".") for path, _ in leaves],
        [np.asarray(weight) for _, weight in leaves],
        x.astype(np.int32 if tokens else np.float32),
        random.integers(0, CLASSES, SAMPLES),
    )


def write(made: Made, folder: Path) -> tuple[dict[str, list[NDArray]], list[NDArray]]:
    """What our side reads; returns both points and the direction."""
    random = np.random.default_rng(2)
    direction = [random.normal(size=w.shape).astype(np.float32) for w in made.weights]
    noise = [random.normal(size=w.shape) for w in made.weights]
    perturbed = [
        (w + PERTURBATION * n).astype(np.float32) for w, n in zip(made.weights, noise, strict=True)
    ]
    points = {"weights": made.weights, "perturbed": perturbed}
    (folder / "model.onnx").write_bytes(made.export())
    save_file({"x": made.x, "target": made.target}, folder / "probe.safetensors")
    save_file(made.named(direction), folder / "direction.safetensors")
    for point, tensors in points.items():
        save_file(made.named(tensors), folder / f"{point}.safetensors")
    return points, direction


def truth(made: Made, weights: list[NDArray], direction: list[NDArray]) -> dict[str, list[NDArray]]:
    """JAX's loss, gradient and product in float64."""
    with jax.enable_x64(True):
        x = jnp.asarray(made.x) if made.x.dtype == np.int32 else jnp.asarray(made.x, jnp.float64)
        w, v = ([jnp.asarray(t, jnp.float64) for t in tensors] for tensors in (weights, direction))

        def loss(w: list[Array]) -> Array:
            return made.losses(w, x).mean()

        gradient, product = jax.jvp(jax.grad(loss), (w,), (v,))
        values = {"loss": [loss(w)], "gradient": gradient, "product": product}
        return {what: [np.asarray(t) for t in tensors] for what, tensors in values.items()}


def error(ours: list[NDArray], expected: list[NDArray]) -> float:
    """Relative, in norm."""
    pairs = list(zip(ours, expected, strict=True))
    difference = sum(np.square(a.reshape(b.shape) - b).sum() for a, b in pairs)
    found = float(np.sqrt(difference / sum(np.square(b).sum() for _, b in pairs)))
    return found if found == found else float("inf")  # a comparison with NaN must fail


def compare(name: str, java: list[str]) -> dict[str, dict[str, float]]:
    """The largest error over both points, by program and quantity."""
    made = make(name)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        points, direction = write(made, folder)
        answer = subprocess.run(
            [*java, "io.basinwatch.benchmarks.ModelDerivatives"],
            input=f"cross-entropy -100 {','.join(PROGRAMS)} {folder}\n",
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()
        if answer != "ok":
            raise RuntimeError(answer)
        ours = load_file(folder / "ours.safetensors")
    errors = {program: dict.fromkeys(LIMITS, 0.0) for program in PROGRAMS}
    for point, weights in points.items():
        for what, expected in truth(made, weights, direction).items():
            names = [""] if what == "loss" else [f"/{name}" for name in made.names]
            for program, largest in errors.items():
                mine = [ours[f"{program}/{point}/{what}{name}"] for name in names]
                largest[what] = max(largest[what], error(mine, expected))
    return errors


def main() -> int:
    """Compares every network, or the named ones; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True, help="the command up to the main class, by lines")
    parser.add_argument("words", nargs="*", help="of the networks' names; by default all")
    options = parser.parse_args()
    names = [n for n in NETWORKS if not options.words or any(w in n for w in options.words)]
    if not names:
        raise SystemExit(f"error: no network is called so; there are {[*NETWORKS]}")
    failed = 0
    print(f"{'relative error of':24}" + "".join(f"{what:>12}" for what in LIMITS))
    for name in names:
        try:
            results = compare(name, options.java.splitlines())
        except Exception as problem:
            failed += 1
            print(f"{name:24}  FAILED {problem}")
            continue
        for program, errors in results.items():
            passed = all(errors[what] <= limit for what, limit in LIMITS.items())
            failed += not passed
            line = "".join(f"{value:12.1e}" for value in errors.values())
            print(f"{name}, our {program}".ljust(24) + line + ("" if passed else "  FAILED"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

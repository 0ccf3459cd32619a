"""Writes the golden files `jax*` beside it: an LSTM of Flax, which jax2onnx exports as a Loop.

Made with jax 0.10.2, flax 0.12.8, jax2onnx 0.17.1, safetensors 0.8.0:
PYTHONPATH=benchmarks python make_jax_golden.py
"""

import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax_models import make
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent


def main():
    made = make("lstm")
    (HERE / "jax.onnx").write_bytes(made.export())
    save_file(made.named(made.weights), HERE / "jax-checkpoint.safetensors")
    save_file({"x": made.x, "target": made.target}, HERE / "jax-probe.safetensors")
    jax.config.update("jax_enable_x64", True)
    random = np.random.default_rng(5)
    w = [jnp.asarray(t, jnp.float64) for t in made.weights]
    v = [jnp.asarray(random.normal(size=t.shape)) for t in w]
    x = jnp.asarray(made.x, jnp.float64)
    outputs = made.apply(w, x)
    cotangent = jnp.asarray(random.normal(size=outputs.shape))
    gradient, product = jax.jvp(jax.grad(lambda w: made.losses(w, x).mean()), (w,), (v,))
    results = {
        "losses": made.losses(w, x),
        "outputs": outputs,
        "cotangent": cotangent,
        "input-gradient": jax.vjp(lambda x: made.apply(w, x), x)[1](cotangent)[0],
    }
    for what, tensors in {"gradient": gradient, "direction": v, "product": product}.items():
        results |= {f"{what}/{name}": tensor for name, tensor in made.named(tensors).items()}
    expected = {name: np.asarray(tensor) for name, tensor in results.items()}
    save_file(expected, HERE / "jax-expected.safetensors")


if __name__ == "__main__":
    main()

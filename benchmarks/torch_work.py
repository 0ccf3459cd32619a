"""PyTorch's side of `bench engine`: gradients and Hessian-vector products over a whole probe."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import zoo
from derivatives import sample_losses
from pyhessian import hessian
from pyhessian.utils import hessian_vector_product
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from zoo import Made
from zoo.workloads import WORKLOADS

Action = Callable[[], object]


class TorchWork:
    """A workload's loss in PyTorch."""

    def __init__(self, made: Made, samples: int) -> None:
        self._entry = made.entry
        self._model = made.model
        self._inputs = made.probe.inputs[""][:samples]
        self._target = made.probe.target[:samples]
        self._parameters = list(made.model.parameters())
        generator = torch.Generator().manual_seed(1)
        self._direction = [torch.randn(p.shape, generator=generator) for p in self._parameters]

    def loss(self, model: nn.Module | None = None) -> Tensor:
        """The mean over the probe."""
        return self._criterion((model or self._model)(self._inputs))

    def eager(self) -> Action:
        """Gradients as PyTorch computes them at once."""
        return lambda: torch.autograd.grad(self.loss(), self._parameters)

    def compiled(self) -> Action:
        """Gradients by torch.compile, for the number of threads that is set."""
        torch._dynamo.reset()
        model = torch.compile(self._model)
        return lambda: torch.autograd.grad(self.loss(model), self._parameters)

    def double_backward(self) -> Action:
        """Hessian-vector products from scratch."""

        def product() -> object:
            with sdpa_kernel(SDPBackend.MATH):
                gradient = torch.autograd.grad(self.loss(), self._parameters, create_graph=True)
                return torch.autograd.grad(gradient, self._parameters, self._direction)

        return product

    def pyhessian(self) -> Action:
        """Hessian-vector products of PyHessian, which keeps the gradient's graph of one batch."""
        data = (self._inputs, self._target)
        with sdpa_kernel(SDPBackend.MATH):
            kept = hessian(
                self._model, lambda output, _: self._criterion(output), data=data, cuda=False
            )
        return lambda: hessian_vector_product(kept.gradsH, kept.params, self._direction)

    def _criterion(self, output: Tensor) -> Tensor:
        return sample_losses(output, self._target, self._entry).mean()


def seconds_of(action: Action, times: int) -> float:
    """The time of one call, of several."""
    start = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - start) / times


def growth(action: Action) -> int:
    """Bytes of resident memory at the peak of an action beyond those before it."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak so far does not count
    before = _kibibytes("VmRSS:")
    action()
    return 1024 * (_kibibytes("VmHWM:") - before)


def _kibibytes(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field)))


def memory(workload: str, what: str) -> int:
    """Growth at the peak of three calls, after some with one sample, which load all code."""
    torch.set_num_threads(1)
    made = zoo.make(next(w for w in WORKLOADS if w.name == workload))

    def run(samples: int) -> None:
        action = getattr(TorchWork(made, samples), what)()
        for _ in range(3):
            action()

    run(1)
    return growth(lambda: run(made.probe.samples))


if __name__ == "__main__":
    # Alone in its process, so that nothing else is in its peak: WORKLOAD WORK.
    print(memory(*sys.argv[1:]))

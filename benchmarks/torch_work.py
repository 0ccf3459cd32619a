"""PyTorch's side of `bench engine`: gradients and Hessian-vector products over a whole batch.

As a program: alone in its process, so that nothing else counts, FILE WORK prints the bytes of
resident memory at the peak of the process and those by which it grew; FILE alone computes one
gradient and says when it is done. The file holds a workload.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

Action = Callable[[], object]


@dataclass(frozen=True)
class TorchWork:
    """A classifier's mean cross-entropy over a batch, in PyTorch."""

    model: nn.Module
    inputs: Tensor
    target: Tensor

    def first(self, samples: int) -> "TorchWork":
        """The same over fewer samples."""
        return TorchWork(self.model, self.inputs[:samples], self.target[:samples])

    def loss(self, model: nn.Module | None = None) -> Tensor:
        """The mean over all targets."""
        return self._criterion((model or self.model)(self.inputs))

    @cached_property
    def operations(self) -> int:
        """Multiplications and additions of a gradient's matrix products and convolutions."""
        from torch.utils.flop_counter import FlopCounterMode  # here, for those that start cold

        # Operators that are fused are not counted.
        plain = torch.backends.mkldnn.flags(enabled=False)
        with plain, sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
            self.eager()()
        return counter.get_total_flops()

    def eager(self) -> Action:
        """Gradients as PyTorch computes them at once."""
        return lambda: torch.autograd.grad(self.loss(), self._parameters())

    def compiled(self) -> Action:
        """Gradients by torch.compile, for the number of threads that is set."""
        torch._dynamo.reset()
        model = torch.compile(self.model)
        return lambda: torch.autograd.grad(self.loss(model), self._parameters())

    def double_backward(self) -> Action:
        """Hessian-vector products from scratch."""
        direction = self._direction()

        def product() -> object:
            with sdpa_kernel(SDPBackend.MATH):
                gradient = torch.autograd.grad(self.loss(), self._parameters(), create_graph=True)
                return torch.autograd.grad(gradient, self._parameters(), direction)

        return product

    def pyhessian(self) -> Action:
        """Hessian-vector products of PyHessian, which keeps the gradient's graph of one batch."""
        from pyhessian import hessian  # here, for the memory of those that do without it
        from pyhessian.utils import hessian_vector_product

        direction = self._direction()
        with sdpa_kernel(SDPBackend.MATH):
            kept = hessian(
                self.model,
                lambda output, _: self._criterion(output),
                data=(self.inputs, self.target),
                cuda=False,
            )
        return lambda: hessian_vector_product(kept.gradsH, kept.params, direction)

    def _parameters(self) -> list[Tensor]:
        return list(self.model.parameters())

    def _direction(self) -> list[Tensor]:
        generator = torch.Generator().manual_seed(1)
        return [torch.randn(p.shape, generator=generator) for p in self._parameters()]

    def _criterion(self, output: Tensor) -> Tensor:
        return functional.cross_entropy(output.flatten(0, -2), self.target.flatten())


def seconds_of(action: Action, times: int) -> float:
    """The time of one call, of several."""
    start = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - start) / times


def memory(work: TorchWork, what: str) -> tuple[int, int]:
    """Bytes at the process's peak and its growth, after one sample, which loads all code."""
    torch.set_num_threads(1)
    getattr(work.first(1), what)()()
    peak = _kibibytes("VmHWM:")
    Path("/proc/self/clear_refs").write_text("5")  # the peak so far does not count
    before = _kibibytes("VmRSS:")
    action = getattr(work, what)()
    for _ in range(2):
        action()
    high = _kibibytes("VmHWM:")
    return 1024 * max(peak, high), 1024 * (high - before)


def _kibibytes(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field)))


def main(file: str, what: str | None = None) -> None:
    """Does what the arguments say."""
    work = TorchWork(*torch.load(file, weights_only=False))
    if what is None:
        work.eager()()
        print("done", flush=True)
    else:
        print(*memory(work, what))


if __name__ == "__main__":
    main(*sys.argv[1:])

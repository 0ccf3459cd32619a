"""Loss, gradient and Hessian-vector product of a model over its whole probe, with PyTorch."""

import copy
import itertools
from dataclasses import dataclass

import torch
from networks import Sampling
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.utils import parametrizations
from zoo.entry import Entry, Made
from zoo.function_tables import Distances, matrix
from zoo.other import Recurrence

Named = dict[str, Tensor]


class HardSigmoid(nn.Module):
    """PyTorch's own cannot be differentiated twice."""

    def forward(self, x: Tensor) -> Tensor:
        """max(0, min(1, x/6 + 1/2))."""
        return (x / 6 + 0.5).clamp(0, 1)


class HardSwish(nn.Module):
    """PyTorch's own cannot be differentiated twice."""

    def forward(self, x: Tensor) -> Tensor:
        """X times the hard sigmoid of x."""
        return x * (x / 6 + 0.5).clamp(0, 1)


class Bilinear(nn.Module):
    """PyTorch's `grid_sample` cannot be differentiated twice."""

    def forward(self, x: Tensor, grid: Tensor) -> Tensor:
        """The four pixels around each place, by their distance; nothing beyond the edge."""
        height, width = x.shape[2:]
        column, row = (((grid[..., i] + 1) * n - 1) / 2 for i, n in enumerate((width, height)))
        seen = 0
        top, left = row.floor(), column.floor()
        for i, j in itertools.product((top, top + 1), (left, left + 1)):
            weight = (1 - (row - i).abs()) * (1 - (column - j).abs())
            inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
            place = (i.clamp(0, height - 1) * width + j.clamp(0, width - 1)).long()
            pixels = x.flatten(2).gather(
                2, place.flatten(1).unsqueeze(1).expand(-1, x.shape[1], -1)
            )
            seen = seen + pixels.unflatten(2, place.shape[1:]) * (weight * inside).unsqueeze(1)
        return seen


class WeightNorm(nn.Module):
    """PyTorch 2.9's own has a wrong second derivative, by up to a third, without a word."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, g: Tensor, v: Tensor) -> Tensor:
        """The direction of v in the length g."""
        return v * (g / torch.norm_except_dim(v, 2, self.dim))


class Loop(nn.Module):
    """The gradients of PyTorch 2.9's `scan` leave out parts, without a word."""

    def __init__(self, scanned: Recurrence) -> None:
        super().__init__()
        self.a = scanned.a

    def forward(self, u: Tensor) -> Tensor:
        """Every h = tanh(a h + u)."""
        states = [torch.zeros_like(u[0])]
        for now in u:
            states.append(torch.tanh(self.a * states[-1] + now))
        return torch.stack(states[1:])


class Norms(nn.Module):
    """PyTorch's `cdist` cannot be differentiated twice."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, h: Tensor) -> Tensor:
        """Of the differences from fixed points."""
        return torch.linalg.vector_norm(h.unsqueeze(-2) - matrix(h), self.p, dim=-1)


FORMULAS = {
    nn.Hardsigmoid: lambda _: HardSigmoid(),
    nn.Hardswish: lambda _: HardSwish(),
    Sampling: lambda _: Bilinear(),
    Recurrence: Loop,
    Distances: lambda distances: Norms(distances.p),
    parametrizations._WeightNorm: lambda fused: WeightNorm(fused.dim),
}


def twice_differentiable(model: nn.Module) -> nn.Module:
    """A copy of the model in float64 whose modules can all be differentiated twice."""
    model = copy.deepcopy(model).double()
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if type(child) in FORMULAS:
                setattr(parent, name, FORMULAS[type(child)](child))
        if hasattr(getattr(parent, "config", None), "_experts_implementation"):
            parent.config._experts_implementation = "eager"  # transformers' fast one is for float32
    return model


def sample_losses(output: Tensor, target: Tensor | None, entry: Entry) -> Tensor:
    """The loss of each sample; of several targets in a sample the mean of those that count."""
    if entry.loss == "model-output":
        return output
    if entry.loss == "squared-error":
        return 0.5 * (output - target).square().flatten(1).sum(1)
    if target.dim() == 1:
        return functional.cross_entropy(output, target, reduction="none")
    logits = output if output.shape[2:] == target.shape[1:] else output.movedim(-1, 1)
    losses = functional.cross_entropy(
        logits, target, reduction="none", ignore_index=entry.ignored
    ).flatten(1)
    return losses.sum(1) / (target != entry.ignored).flatten(1).sum(1).clamp(min=1)


@dataclass(frozen=True)
class Derivatives:
    """Of a model over its whole probe, by parameter, in float64."""

    loss: float
    first_loss: float  # of the first sample
    gradient: Named
    product: Named


def derivatives(made: Made, point: Named, direction: Named) -> Derivatives:
    """The truth."""
    model = twice_differentiable(made.model)
    inputs = {
        name: x.double() if x.is_floating_point() else x for name, x in made.probe.inputs.items()
    }
    names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    w = [point[name].double().requires_grad_() for name in names]
    v = [direction[name].double() for name in names]
    with sdpa_kernel(SDPBackend.MATH):
        state = dict(zip(names, w, strict=True))
        output = call(model, state, inputs)
        losses = sample_losses(output, made.probe.target, made.entry)
        loss = losses.mean()
        gradient = _grad(loss, w, create_graph=True)
        slope = sum((g * d).sum() for g, d in zip(gradient, v, strict=True))
        product = _grad(slope, w)
    return Derivatives(
        loss.item(),
        losses[0].item(),
        {name: g.detach() for name, g in zip(names, gradient, strict=True)},
        dict(zip(names, product, strict=True)),
    )


def call(model: nn.Module, state: Named, inputs: Named) -> Tensor:
    """The model's output with other parameters."""
    if "" in inputs:
        return functional_call(model, state, (inputs[""],))
    return functional_call(model, state, (), inputs)


def _grad(y: Tensor, w: list[Tensor], *, create_graph: bool = False) -> tuple[Tensor, ...]:
    return torch.autograd.grad(
        y, w, create_graph=create_graph, materialize_grads=True, allow_unused=True
    )

"""Probes: a fixed sample of the training set, or of held-out data, on which a run is measured."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import torch
from safetensors.torch import save
from torch import Tensor

LOSSES = (
    "cross-entropy",
    "binary-cross-entropy",
    "squared-error",
    "mean-squared-error",
    "model-output",
)

# What services read.
_TYPES = (
    torch.float32,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
)

# One tensor for the model's only input, or tensors by the names of its inputs.
Inputs: TypeAlias = Tensor | Mapping[str, Tensor]
# (inputs, targets); the inputs alone, or (inputs, None), for the loss `model-output`.
Samples: TypeAlias = Inputs | tuple[Inputs, Tensor | None]

_ONLY_INPUT = ""  # stands for the name of the only input until the model's export tells it


@dataclass(frozen=True)
class Probe:
    """Samples in the form in which they are published: on the CPU, of the types that ONNX has."""

    inputs: dict[str, Tensor]  # each (samples, ...)
    target: Tensor | None  # (samples, ...)

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(next(iter(self.inputs.values())))

    def first(self, samples: int) -> dict[str, Tensor]:
        """Inputs of a batch of that many samples, repeated where the probe is smaller."""
        indices = torch.arange(samples) % self.samples
        return {name: tensor[indices] for name, tensor in self.inputs.items()}

    def encode(self, input_names: list[str]) -> bytes:
        """The probe as safetensors, its tensors named as the exported model names its inputs."""
        tensors = dict(self.inputs)
        if _ONLY_INPUT in tensors:
            tensors = {input_names[0]: tensors[_ONLY_INPUT]}
        if sorted(tensors) != sorted(input_names):
            raise ValueError(f"the model's inputs are {input_names}, the probe has {list(tensors)}")
        if self.target is not None:
            tensors["target"] = self.target
        return save(tensors)


def is_positional(inputs: Mapping[str, Tensor]) -> bool:
    """Whether the inputs are one tensor without a name."""
    return _ONLY_INPUT in inputs


def make_probe(label: str, samples: Samples, loss: str, model: torch.nn.Module) -> Probe:
    """Checks and copies what the user passed as `label`."""
    inputs, target = _pair(label, samples)
    named = dict(inputs) if isinstance(inputs, Mapping) else {_ONLY_INPUT: inputs}
    if not named:
        raise ValueError(f"{label} has no inputs")
    _check_names(label, named, model)
    probe = Probe(
        {name: _tensor(f"{label} input {name}".rstrip(), x) for name, x in named.items()},
        None if target is None else _tensor(f"{label} targets", target),
    )
    _check_counts(label, probe)
    _check_target(label, probe, loss)
    return probe


def _pair(label: str, samples: Samples) -> tuple[Inputs, Tensor | None]:
    if not isinstance(samples, tuple):
        return samples, None
    if len(samples) != 2:
        raise ValueError(
            f"{label} must be (inputs, targets), not a tuple of {len(samples)};"
            " several inputs go into a mapping by their names"
        )
    return samples


def _check_names(label: str, inputs: Mapping[str, Any], model: torch.nn.Module) -> None:
    if is_positional(inputs):
        return
    parameters = inspect.signature(model.forward).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    unknown = [name for name in inputs if name not in parameters]
    if unknown and not takes_any:
        raise ValueError(
            f"{label}: the model has no input {unknown[0]!r}; it has {', '.join(parameters)}"
        )


def _tensor(label: str, data: Any) -> Tensor:
    """A copy on the CPU; all floating-point numbers become float32, as the engine computes."""
    try:
        tensor = torch.as_tensor(data).detach()
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"{label}: not a tensor but {type(data).__name__}") from error
    if tensor.dim() == 0 or len(tensor) == 0:
        raise ValueError(f"{label}: no samples; the first dimension counts them")
    dtype = torch.float32 if tensor.is_floating_point() else tensor.dtype
    if dtype not in _TYPES:
        raise ValueError(
            f"{label}: {_name(dtype)} is not supported; floating-point numbers and"
            f" {', '.join(map(_name, _TYPES[1:]))} are"
        )
    return tensor.to("cpu", dtype, copy=True).contiguous()


def _check_counts(label: str, probe: Probe) -> None:
    for name, tensor in probe.inputs.items():
        if len(tensor) != probe.samples:
            raise ValueError(
                f"{label}: input {name!r} has {len(tensor)} samples, others have {probe.samples}"
            )
    if probe.target is not None and len(probe.target) != probe.samples:
        raise ValueError(f"{label}: {probe.samples} inputs but {len(probe.target)} targets")


def _check_target(label: str, probe: Probe, loss: str) -> None:
    if loss == "model-output":
        if probe.target is not None:
            raise ValueError(f"{label}: the loss model-output takes no targets")
        return
    if probe.target is None:
        raise ValueError(f"{label}: the loss {loss} needs (inputs, targets)")
    if loss == "cross-entropy" and probe.target.dtype not in (torch.int64, torch.int32):
        kind = _name(probe.target.dtype)
        raise ValueError(f"{label}: cross-entropy needs class indices (int64), not {kind}")


def check_targets(
    label: str, probe: Probe, loss: str, ignore_index: int | None, output: list[int]
) -> None:
    """Checks the targets against what the model gives for a sample, as services do.

    Args:
        label: What the user calls the probe.
        probe: A checked probe.
        loss: One of `LOSSES`.
        ignore_index: Of targets that carry no loss.
        output: The shape of the model's output for a sample.
    """
    if probe.target is None:
        return
    targets = probe.target.flatten(1) if probe.target.dim() > 1 else probe.target[:, None]
    outputs, each = prod(output), targets.shape[1]
    if loss == "cross-entropy":
        if not output or outputs % each != 0:
            raise ValueError(
                f"{label}: targets of shape {list(probe.target.shape[1:])} for each sample do not"
                f" fit the model's output {output}: it has no classes for each of them"
            )
        classes = outputs // each
        good = (targets >= 0) & (targets < classes) | (targets == ignore_index)
        _check_each(label, targets, good, f"a class below {classes}")
        return
    if outputs != each:
        raise ValueError(
            f"{label}: {each} targets for each sample, of which the model's output {output} has"
            f" {outputs}"
        )
    if loss == "binary-cross-entropy":
        _check_each(label, targets, (targets >= 0) & (targets <= 1), "between 0 and 1")
    _check_each(label, targets, targets.isfinite(), "a finite number")


def _check_each(label: str, targets: Tensor, good: Tensor, kind: str) -> None:
    bad = (~good).nonzero()
    if len(bad):
        sample, index = bad[0].tolist()
        value = targets[sample, index].item()
        raise ValueError(f"{label}: a target of sample {sample} is {value}, not {kind}")


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")

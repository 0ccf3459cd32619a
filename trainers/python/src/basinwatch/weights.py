"""A model's state at one moment: copied in the training thread, encoded elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

import torch
from safetensors.torch import save
from torch import Tensor, nn

from basinwatch.gpu import mark, side_stream

# Names, since importing these classes takes long.
_SHARED_OUT = {"FullyShardedDataParallel", "FSDPModule", "DTensor"}
_FLOATING = (torch.float32, torch.float16, torch.bfloat16, torch.float64)  # what services read


def unwrap(model: nn.Module) -> nn.Module:
    """The user's own module inside torch.compile, DataParallel or DistributedDataParallel."""
    wrappers = (nn.DataParallel, nn.parallel.DistributedDataParallel)
    while True:
        if isinstance(model, wrappers):
            model = model.module
        elif hasattr(model, "_orig_mod"):
            model = model._orig_mod
        else:
            return model


def check_whole(model: nn.Module) -> None:
    """Refuses a model whose weights several processes share out.

    Each holds a part, and even a state dict of them waits for the other processes.
    """
    for part in chain(model.modules(), model.parameters(), model.buffers()):
        shared_out = _SHARED_OUT & {kind.__name__ for kind in type(part).__mro__}
        if shared_out:
            raise ValueError(
                f"model is spread over processes ({shared_out.pop()}): watch a whole copy of it,"
                " and load the full state dict into that before each checkpoint"
            )


def check_apart(model: nn.Module) -> None:
    """Refuses parameters that lie in the same memory, but are not the same parameter.

    Each would be measured as if the other stayed where it is.
    """
    seen: dict[tuple[object, ...], str] = {}
    for name, tensor in model.named_parameters():
        plain = type(tensor) is nn.Parameter and tensor.layout is torch.strided
        if not plain or tensor.data_ptr() == 0:  # of no numbers
            continue
        place = (tensor.device, tensor.data_ptr(), tensor.shape, tensor.stride())
        other = seen.setdefault(place, name)
        if other != name:
            raise ValueError(
                f"model: {other} and {name} share their numbers but are two parameters: make them"
                " one, as in b.weight = a.weight"
            )


def state(model: nn.Module) -> dict[str, Tensor]:
    """The state dict, where a tensor that several modules share has its first name only."""
    seen: set[int] = set()
    tensors = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        if isinstance(tensor, Tensor) and id(tensor) not in seen:
            seen.add(id(tensor))
            tensors[name] = tensor
    return tensors


def first_names(model: nn.Module) -> dict[str, str]:
    """From each name of a tensor in the state dict to its first one."""
    named = [(n, t) for n, t in model.state_dict(keep_vars=True).items() if isinstance(t, Tensor)]
    first: dict[int, str] = {}
    return {name: first.setdefault(id(tensor), name) for name, tensor in named}


def untrained(tensors: Mapping[str, Tensor]) -> list[str]:
    """Names of buffers and frozen parameters.

    Where all parameters are frozen, as in the averaged copy of a model, none of them counts as it.
    """
    parameters = {name: t for name, t in tensors.items() if isinstance(t, nn.Parameter)}
    trained = {name for name, t in parameters.items() if t.requires_grad} or set(parameters)
    return [name for name in tensors if name not in trained]


@dataclass(frozen=True)
class Weights:
    """A copy of a model's state."""

    tensors: dict[str, Tensor]
    buffers: list[str]  # names of what training leaves alone
    ready: "list[torch.cuda.Event]" = field(default_factory=list)  # when the GPUs have copied

    @staticmethod
    def copy(model: nn.Module, device: str | None = None) -> "Weights":
        """Copies once; on a GPU the copy is only queued, and stays there, unless told otherwise."""
        originals = state(model)
        tensors = {name: _copy(tensor, device) for name, tensor in originals.items()}
        buffers = untrained(originals)
        gpus = {tensor.device for tensor in tensors.values() if tensor.is_cuda}
        return Weights(tensors, buffers, [mark(gpu) for gpu in gpus])

    @property
    def size_bytes(self) -> int:
        """Memory that the copy takes."""
        return sum(tensor.nbytes for tensor in self.tensors.values())

    def encode(self) -> bytes:
        """The state as safetensors, in the types that training uses."""
        for event in self.ready:
            event.synchronize()
        tensors = {name: _export(tensor) for name, tensor in self.tensors.items()}
        return save(tensors, {"buffers": ",".join(self.buffers)})


def _copy(tensor: Tensor, device: str | None) -> Tensor:
    tensor = tensor.detach()
    if device is None and tensor.is_mps:  # PyTorch's MPS bears one thread only
        device = "cpu"
    if device is not None:
        return tensor.to(device, copy=True)
    try:
        return tensor.clone()
    except torch.cuda.OutOfMemoryError:
        return tensor.to("cpu", copy=True)  # waits for the GPU, but training goes on


def _export(tensor: Tensor) -> Tensor:
    with side_stream(tensor.device):
        tensor = tensor.cpu()
    known = tensor.dtype in _FLOATING or not tensor.is_floating_point()
    return (tensor if known else tensor.float()).contiguous()

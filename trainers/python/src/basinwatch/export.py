"""A PyTorch model as an ONNX graph that says nothing of the machine it comes from."""

import contextlib
import copy
import io
import logging
from collections.abc import Mapping
from math import isfinite
from typing import Any

import onnx
import torch
import torch._dynamo.config
from google.protobuf.message import Message
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves

from basinwatch.attention import in_four_dimensions
from basinwatch.child import one_line
from basinwatch.probe import Probe, is_positional
from basinwatch.translations import translations
from basinwatch.weights import Weights, first_names, state, unwrap

log = logging.getLogger("basinwatch")

# A batch of one would be taken for a constant, and many models export only if told that it cannot
# occur. What they export treats every sample alike, so that batches of one are right as well.
EXAMPLE_BATCH = 2
FIXED_BATCH = 64


def detached(model: nn.Module, weights: Weights) -> nn.Module:
    """A copy of the model in inference mode that takes its state from `weights`, on the CPU."""
    model = unwrap(model)
    memo: dict[int, Any] = {}
    for name, tensor in state(model).items():
        value = weights.tensors[name]
        memo[id(tensor)] = (
            nn.Parameter(value, requires_grad=False) if isinstance(tensor, nn.Parameter) else value
        )
    return copy.deepcopy(model, memo).cpu().float().eval()


def export(model: nn.Module, probe: Probe, batch_size: int = 0) -> bytes:
    """The model in ONNX: symbolic batch where possible, parameters named as in the state dict.

    Numbers of the state dict are left out: each checkpoint has them, and so has the first one.
    A model that takes batches of one size only is exported for `batch_size`, by default 64.
    """
    size = EXAMPLE_BATCH
    # Tracing leaves its own tensors in models that keep some between calls.
    untraced = copy.deepcopy(model, {id(p): p for p in model.parameters()})
    program = _export_for_any_batch(model, probe)
    if program is None:
        size = batch_size or min(FIXED_BATCH, probe.samples)
        program = _export(model, probe.first(size), symbolic=False)
    outputs = [output.name for output in program.graph.output]
    if len(outputs) != 1:
        raise ValueError(f"the model gives {len(outputs)} outputs {outputs} and must give one")
    first_output = output_of_one(untraced, probe.first(size))
    names = first_names(model)
    rename_initializers(program.graph, names)
    leave_out_numbers(program.graph, set(names.values()))
    strip(program)
    tell_first_output(program, first_output)
    return program.SerializeToString()


def input_names(model: bytes) -> list[str]:
    """Names of the inputs of an exported model."""
    return [value.name for value in _graph(model).input]


def sample_output(model: bytes) -> list[int] | None:
    """The shape of an exported model's output for a sample; None where it is not fixed."""
    rest = _graph(model).output[0].type.tensor_type.shape.dim[1:]  # without the batch
    fixed = all(dim.HasField("dim_value") for dim in rest)
    return [dim.dim_value for dim in rest] if fixed else None


def _graph(model: bytes) -> onnx.GraphProto:
    return onnx.load(io.BytesIO(model)).graph


def _export_for_any_batch(model: nn.Module, probe: Probe) -> onnx.ModelProto | None:
    try:
        program = _export(model, probe.first(EXAMPLE_BATCH), symbolic=True)
    except Exception as error:
        log.info("no export for batches of any size: %s", one_line(error))
        return None
    return program if all(map(_is_symbolic, program.graph.input)) else None


def _export(model: nn.Module, inputs: Mapping[str, Tensor], *, symbolic: bool) -> onnx.ModelProto:
    batch = {0: torch.export.Dim("batch", min=EXAMPLE_BATCH)} if symbolic else None
    positional = is_positional(inputs)
    # With this cache, tracing the attention masks of transformers fails for a symbolic batch.
    cache = torch._dynamo.config.patch(fake_tensor_cache_enabled=False)
    # Where tracing fails, PyTorch prints the whole graph, and the message only afterwards.
    with cache, contextlib.redirect_stderr(io.StringIO()), in_four_dimensions():
        program = torch.onnx.export(
            model,
            tuple(inputs.values()) if positional else (),
            kwargs=None if positional else dict(inputs),
            dynamic_shapes=(batch,) if positional else dict.fromkeys(inputs, batch),
            dynamo=True,
            optimize=False,
            verbose=False,
            custom_translation_table=translations(),
        )
    return program.model_proto


def output_of_one(model: nn.Module, batch: Mapping[str, Tensor]) -> Tensor:
    """The output for the first sample.

    Refuses a model whose output for a sample changes with the other samples of its batch.
    """
    alone = {name: tensor[:1].expand_as(tensor).contiguous() for name, tensor in batch.items()}
    among_others, again, among_itself = (
        _first_output(model, inputs) for inputs in (batch, batch, alone)
    )
    if not _alike(among_others, again):
        raise ValueError(
            "the model's output changes from call to call with the same input and weights; does it"
            " draw random numbers in inference mode, or keep something between calls?"
        )
    if not _alike(among_others, among_itself):
        raise ValueError(
            "a sample's output depends on the other samples of its batch, so that it has no loss of"
            " its own; is there batch normalisation without running statistics?"
        )
    return among_others


def _alike(a: Tensor, b: Tensor) -> bool:
    return torch.allclose(a, b, rtol=1e-3, atol=1e-5, equal_nan=True)


@torch.no_grad()
def _first_output(model: nn.Module, inputs: Mapping[str, Tensor]) -> Tensor:
    output = model(*inputs.values()) if is_positional(inputs) else model(**inputs)
    first = next(leaf for leaf in tree_leaves(output) if isinstance(leaf, Tensor))
    if first.dim() == 0:
        raise ValueError("the model gives one number for a batch; it must give one for each sample")
    return first[0]


def _is_symbolic(value: onnx.ValueInfoProto) -> bool:
    return bool(value.type.tensor_type.shape.dim[0].dim_param)


def rename_initializers(graph: onnx.GraphProto, names: Mapping[str, str]) -> None:
    """Gives a tensor that has several names its first one, everywhere in the graph."""
    renamed = {i.name: names.get(i.name, i.name) for i in graph.initializer}
    unique = {renamed[initializer.name]: initializer for initializer in graph.initializer}
    for name, initializer in unique.items():
        initializer.name = name
    kept = list(unique.values())
    del graph.initializer[:]
    graph.initializer.extend(kept)
    _rename_operands(graph, renamed)


def _rename_operands(graph: onnx.GraphProto, renamed: Mapping[str, str]) -> None:
    for node in graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _rename_operands(attribute.g, renamed)


def leave_out_numbers(graph: onnx.GraphProto, names: set[str]) -> None:
    """Keeps name, type and shape of these initializers only."""
    for initializer in graph.initializer:
        if initializer.name in names:
            kept = onnx.TensorProto(
                name=initializer.name, data_type=initializer.data_type, dims=initializer.dims
            )
            initializer.CopyFrom(kept)


def tell_first_output(program: onnx.ModelProto, output: Tensor) -> None:
    """Its mean and root mean square: services compare them with what the graph computes."""
    output = output.double()
    mean, size = output.mean().item(), output.square().mean().sqrt().item()
    if isfinite(size):
        program.metadata_props.add(key="first-output", value=f"{mean:.9g} {size:.9g}")


def strip(message: Message) -> None:
    """Removes the exporter's comments, which hold stack traces with the user's paths."""
    for field, value in message.ListFields():
        if field.name in ("metadata_props", "doc_string"):
            message.ClearField(field.name)
        elif field.message_type is not None:
            for child in value if field.is_repeated else (value,):
                strip(child)

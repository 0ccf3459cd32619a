"""The exported model: its names, its batch dimension, and what it must not tell."""

import onnx
import pytest
import torch
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn
from torch._higher_order_ops.scan import scan

from basinwatch.child import ChildError, run_in_child
from basinwatch.export import detached, export
from basinwatch.probe import make_probe
from basinwatch.weights import Weights


class Tied(nn.Module):
    """Shared weights, buffers of both kinds, two inputs."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 8)
        self.hidden = nn.Linear(8, 8)
        self.norm = nn.BatchNorm1d(8)
        self.output = nn.Linear(8, 11, bias=False)
        self.output.weight = self.embedding.weight
        self.register_buffer("mask", torch.rand(8))
        self.register_buffer("unsaved", torch.rand(8), persistent=False)

    def forward(self, tokens, scale):
        x = self.hidden(self.embedding(tokens).mean(1) * scale)
        return self.output(self.norm(x) * self.mask * self.unsaved)


class Fixed(nn.Module):
    """Only takes batches of 12 samples."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        return self.layer(x.reshape(12, 4))


class Random(nn.Module):
    """Draws numbers in inference mode, too."""

    def forward(self, x):
        return x + torch.rand_like(x)


class Recurrent(nn.Module):
    """Its initial state has the batch's size, so that it does not export for a batch of one."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTM(4, 6, batch_first=True)
        self.output = nn.Linear(6, 3)

    def forward(self, x):
        return self.output(self.cell(x)[0][:, -1])


class Scanned(nn.Module):
    """A loop that the export keeps; its body reads a weight by its second name."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.tensor([0.5, -0.5, 0.9, 0.1]))
        self.second = self.first

    def forward(self, x):
        def step(h, now):
            h = torch.tanh(self.second * h + now)
            return h, h.clone()

        return scan(step, x.new_zeros(x.shape[0], 4), x, dim=1)[0]


def probe_of(model, inputs, samples=12):
    return make_probe(
        "probe", (inputs, torch.zeros(samples, dtype=torch.long)), "cross-entropy", model
    )


def exported(model, inputs):
    copy = detached(model, Weights.copy(model, "cpu"))
    data = run_in_child(lambda: export(copy, probe_of(model, inputs)), 120)
    return onnx.load_from_string(data)


def with_numbers(graph, model):
    """The graph with the weights that its checkpoint has."""
    tensors = Weights.copy(model, "cpu").tensors
    for initializer in graph.graph.initializer:
        if initializer.name in tensors:
            assert not initializer.raw_data
            array = tensors[initializer.name].numpy()
            initializer.CopyFrom(numpy_helper.from_array(array, initializer.name))
    return graph


def test_the_graph_computes_what_the_model_computes_in_inference_mode():
    # Given
    torch.manual_seed(3)
    model = Tied()
    inputs = {"tokens": torch.randint(0, 11, (12, 5)), "scale": torch.rand(12, 1)}
    model(**inputs)  # moves the running statistics

    # When
    graph = exported(model, inputs)

    # Then
    arrays = {name: tensor.numpy() for name, tensor in inputs.items()}
    [output] = ReferenceEvaluator(with_numbers(graph, model)).run(None, arrays)
    with torch.no_grad():
        expected = model.eval()(**inputs)
    assert torch.allclose(torch.from_numpy(output), expected, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize("make", [Recurrent, Scanned])
def test_a_recurrent_network_takes_batches_of_any_size(make, batch):
    # Given
    torch.manual_seed(3)
    model = make()

    # When
    graph = with_numbers(exported(model, torch.rand(12, 5, 4)), model)

    # Then
    x = torch.rand(batch, 5, 4)
    [output] = ReferenceEvaluator(graph).run(None, {graph.graph.input[0].name: x.numpy()})
    with torch.no_grad():
        assert torch.allclose(torch.from_numpy(output), model.eval()(x), atol=1e-5)


def test_parameters_keep_their_names_and_tied_ones_have_the_first():
    # Given
    model = Tied()
    inputs = {"scale": torch.rand(12, 1), "tokens": torch.randint(0, 11, (12, 5))}

    # When
    graph = exported(model, inputs).graph

    # Then
    weights = Weights.copy(model)
    names = {initializer.name for initializer in graph.initializer}
    assert names & set(weights.tensors) == set(weights.tensors) - {"norm.num_batches_tracked"}
    assert "output.weight" not in names | set(weights.tensors)
    assert weights.buffers == [
        "mask",
        "norm.running_mean",
        "norm.running_var",
        "norm.num_batches_tracked",
    ]
    assert {value.name for value in graph.input} == {"tokens", "scale"}
    assert all(value.type.tensor_type.shape.dim[0].dim_param for value in graph.input)


@pytest.mark.parametrize(
    ("trained", "named"),
    [
        ("weight", ["bias"]),
        ("weight bias", []),
        ("", []),  # a frozen copy of a model, as its running average
    ],
)
def test_frozen_parameters_count_as_buffers(trained, named):
    # Given
    model = nn.Linear(4, 3)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name in trained.split())

    # When
    weights = Weights.copy(model)

    # Then
    assert weights.buffers == named


def test_nothing_of_this_machine_is_in_the_bytes():
    # Given
    model = Tied()
    inputs = {"scale": torch.rand(12, 1), "tokens": torch.randint(0, 11, (12, 5))}

    # When
    data = exported(model, inputs).SerializeToString()

    # Then
    for trace in (b".py", b"site-packages", b"File ", b"/home", __file__.encode(), b"stack_trace"):
        assert trace not in data
    assert b"metadata" not in data


class Attention(nn.Module):
    """Of one head (batch, time, size), or of windows (batch, windows, heads, time, size)."""

    def __init__(self, *shape, mask=None):
        super().__init__()
        self.shape = shape
        self.inner = nn.Linear(24, 24)
        self.mask = mask

    def forward(self, x):
        q = self.inner(x).unflatten(1, self.shape)
        return nn.functional.scaled_dot_product_attention(q, q + 1, 2 * q, self.mask)


@pytest.mark.parametrize(
    ("shape", "mask"),
    [
        ((6, 4), None),
        ((6, 4), (6, 6)),
        ((6, 4), (1, 6, 6)),
        ((2, 3, 4), None),
        ((2, 3, 2, 2), None),
        ((2, 3, 2, 2), (2, 2)),
        ((2, 3, 2, 2), (2, 1, 2, 2)),
        ((2, 3, 2, 2), (1, 2, 1, 2, 2)),
    ],
)
def test_attention_has_any_number_of_dimensions(shape, mask):
    # Given
    torch.manual_seed(3)
    model = Attention(*shape, mask=torch.rand(mask) if mask else None)
    x = torch.rand(12, 24)

    # When
    graph = with_numbers(exported(model, x), model)

    # Then
    [output] = ReferenceEvaluator(graph).run(None, {graph.graph.input[0].name: x.numpy()})
    with torch.no_grad():
        assert torch.allclose(torch.from_numpy(output), model(x), atol=1e-5)


class Mean(nn.Module):
    """Reduces its losses, as users do for training."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        return self.layer(x).square().mean()


def normalised():
    """Takes the mean and variance of the batch."""
    return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3, track_running_stats=False))


def test_the_graph_tells_what_the_model_gives_for_the_first_sample():
    # Given
    torch.manual_seed(3)
    model, x = Recurrent(), torch.rand(12, 5, 4)

    # When
    graph = exported(model, x)

    # Then
    [told] = graph.metadata_props
    mean, size = map(float, told.value.split())
    with torch.no_grad():
        first = model.eval()(x[:1])
    assert told.key == "first-output"
    assert mean == pytest.approx(first.mean().item(), abs=1e-6)
    assert size == pytest.approx(first.square().mean().sqrt().item(), abs=1e-6)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (normalised, "depends on the other samples of its batch"),
        (Mean, "it must give one for each sample"),
        (Random, "output changes from call to call"),
    ],
)
def test_a_model_without_losses_of_single_samples_is_refused(model, message):
    # Given
    torch.manual_seed(3)

    # When, Then
    with pytest.raises(ChildError, match=message):
        exported(model(), torch.rand(12, 4))


def test_a_fixed_batch_is_exported_as_it_is():
    # Given
    model = Fixed()

    # When
    graph = exported(model, torch.rand(12, 4)).graph

    # Then
    assert graph.input[0].type.tensor_type.shape.dim[0].dim_value == 12


def test_a_half_precision_model_is_exported_in_single_precision():
    # Given
    model = nn.Linear(4, 3).to(torch.bfloat16)

    # When
    graph = exported(model, torch.rand(12, 4, dtype=torch.bfloat16)).graph

    # Then
    assert graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.FLOAT
    assert {i.data_type for i in graph.initializer} == {onnx.TensorProto.FLOAT}


def test_the_user_s_own_module_is_found_inside_its_wrappers():
    # Given
    model = nn.Linear(4, 3)
    wrapped = torch.compile(nn.DataParallel(model))

    # When
    copy = detached(wrapped, Weights.copy(model, "cpu"))

    # Then
    assert type(copy) is nn.Linear
    assert torch.equal(copy.weight, model.weight)
    assert copy.weight is not model.weight

"""What the client exports is what the engine measures: the same loss as PyTorch's."""

import json
import subprocess

import pytest
import torch
from safetensors.torch import load
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss
from transformers import BertConfig, BertForSequenceClassification

from basinwatch.export import detached, export, input_names
from basinwatch.probe import make_probe
from basinwatch.weights import Weights
from broker import PROJECT

BUILD_SECONDS = 900  # the launcher builds what is stale


class Tokens(nn.Module):
    """An embedding model whose output shares the embedding's weights."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(13, 6)
        self.hidden = nn.Linear(12, 6)
        self.output = nn.Linear(6, 13, bias=False)
        self.output.weight = self.embedding.weight

    def forward(self, pairs):
        return self.output(nn.functional.gelu(self.hidden(self.embedding(pairs).flatten(1))))


class Perceptron(nn.Module):
    """A half-precision network with dropout, which inference leaves out."""

    def __init__(self):
        super().__init__()
        layers = [nn.Linear(9, 16), nn.Tanh(), nn.Dropout(0.5), nn.Linear(16, 13)]
        self.layers = nn.Sequential(*layers).to(torch.bfloat16)

    def forward(self, x):
        return self.layers(x)


def measured(model, samples, folder, statistic="loss", loss="cross-entropy"):
    weights = Weights.copy(model)
    probe = make_probe("probe", samples, loss, model)
    graph = export(detached(model, weights), probe)
    return measured_files(graph, weights, probe, folder, statistic, loss)


def measured_files(graph, weights, probe, folder, statistic="loss", loss="cross-entropy"):
    (folder / "model.onnx").write_bytes(graph)
    (folder / "weights.safetensors").write_bytes(weights.encode())
    (folder / "probe.safetensors").write_bytes(probe.encode(input_names(graph)))
    command = [PROJECT / "basinwatch", "measure", "--output", "json"]
    command += ["--model", folder / "model.onnx", "--weights", folder / "weights.safetensors"]
    command += ["--probe", folder / "probe.safetensors", "--loss", loss]
    command += ["--dataset-size", "100", "--statistics", statistic]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)["statistics"][statistic]["value"]


class Half(nn.Module):
    """Converts within: the graph has Casts to that type and back."""

    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype
        self.first = nn.Linear(9, 16).to(dtype)
        self.second = nn.Linear(16, 13).to(dtype)

    def forward(self, x):
        return self.second(torch.tanh(self.first(x.to(self.dtype)))).float()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_graph_in_half_precision_is_measured_in_single_precision(dtype, tmp_path):
    # Given
    torch.manual_seed(5)
    network = Half(dtype).eval()
    x, y = torch.randn(50, 9), torch.randint(0, 13, (50,))
    weights = Weights.copy(network)
    probe = make_probe("probe", (x, y), "cross-entropy", network)

    # When
    loss = measured_files(export(network, probe), weights, probe, tmp_path)

    # Then
    assert {tensor.dtype for tensor in load(weights.encode()).values()} == {dtype}
    exact = Half(torch.float32)
    exact.load_state_dict({name: t.float() for name, t in weights.tensors.items()})
    with torch.no_grad():
        expected = cross_entropy(exact(x), y)
    assert loss == pytest.approx(expected.item(), abs=1e-5)


@pytest.mark.parametrize(
    ("model", "inputs"), [(Tokens, (13, (50, 2))), (Perceptron, (None, (50, 9)))]
)
def test_the_engine_s_loss_is_pytorch_s(model, inputs, tmp_path):
    # Given
    torch.manual_seed(4)
    network = model()
    limit, shape = inputs
    x = torch.randint(0, limit, shape) if limit else torch.randn(shape).to(torch.bfloat16)
    y = torch.randint(0, 13, (50,))

    # When
    loss = measured(network, (x, y), tmp_path)

    # Then
    exact = detached(network, Weights.copy(network))
    with torch.no_grad():
        expected = cross_entropy(exact(x.float() if x.is_floating_point() else x), y)
    assert loss == pytest.approx(expected.item(), abs=1e-5)


def test_a_frozen_layer_is_no_part_of_what_is_measured(tmp_path):
    # Given
    torch.manual_seed(6)
    network = nn.Sequential(nn.Linear(9, 16), nn.Tanh(), nn.Linear(16, 13))
    network[0].requires_grad_(False)
    x, y = torch.randn(50, 9), torch.randint(0, 13, (50,))

    # When
    norm = measured(network, (x, y), tmp_path, "gradient-norm")

    # Then
    gradient = torch.autograd.grad(cross_entropy(network(x), y), network[2].parameters())
    expected = torch.cat([part.flatten() for part in gradient]).norm()
    assert norm == pytest.approx(expected.item(), rel=1e-5)


def flat(losses):
    return losses.reshape(len(losses), -1)


def test_the_losses_of_the_documentation_are_those_of_the_engine(tmp_path):
    # Given
    torch.manual_seed(7)
    network = nn.Sequential(nn.Linear(4, 15), nn.Unflatten(1, (3, 5)))
    x, classes = torch.randn(20, 4), torch.randint(0, 3, (20, 5))
    numbers = torch.rand(20, 3, 5)
    with torch.no_grad():
        z = network(x)
    expected = {
        "cross-entropy": flat(cross_entropy(z, classes, reduction="none")).mean(1),
        "binary-cross-entropy": flat(
            binary_cross_entropy_with_logits(z, numbers, reduction="none")
        ).sum(1),
        "squared-error": flat(mse_loss(z, numbers, reduction="none")).sum(1) / 2,
        "mean-squared-error": flat(mse_loss(z, numbers, reduction="none")).mean(1),
    }

    # When
    losses = {
        loss: measured(
            network, (x, classes if loss == "cross-entropy" else numbers), tmp_path, loss=loss
        )
        for loss in expected
    }

    # Then
    assert losses == {
        loss: pytest.approx(each.mean().item(), rel=1e-5) for loss, each in expected.items()
    }


class Loss(nn.Module):
    """The loss of each sample, as the README has it."""

    def __init__(self, model, weight):
        super().__init__()
        self.model = model
        self.register_buffer("weight", weight)

    def forward(self, x, target):
        losses = cross_entropy(self.model(x), target, label_smoothing=0.1, reduction="none")
        return self.weight[target] * losses


def test_a_loss_of_one_s_own_is_measured(tmp_path):
    # Given
    torch.manual_seed(8)
    network = Loss(nn.Linear(4, 3), torch.tensor([1.0, 2.0, 0.5]))
    x, y = torch.randn(20, 4), torch.randint(0, 3, (20,))

    # When
    loss = measured(network, {"x": x, "target": y}, tmp_path, loss="model-output")

    # Then
    with torch.no_grad():
        expected = network(x, y).mean().item()
    assert loss == pytest.approx(expected, rel=1e-5)


class Logits(nn.Module):
    """One of a model's outputs, as the README has it."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def test_a_model_of_several_outputs_is_measured_by_one(tmp_path):
    # Given
    torch.manual_seed(9)
    config = BertConfig(
        vocab_size=20,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=8,
        output_attentions=True,
    )
    network = Logits(BertForSequenceClassification(config)).eval()
    inputs = {
        "input_ids": torch.randint(0, 20, (10, 8)),
        "attention_mask": (torch.arange(8) < torch.randint(1, 9, (10, 1))).long(),
    }
    y = torch.randint(0, 2, (10,))

    # When
    loss = measured(network, (inputs, y), tmp_path)

    # Then
    with torch.no_grad():
        expected = cross_entropy(network(**inputs), y).item()
    assert loss == pytest.approx(expected, abs=1e-5)

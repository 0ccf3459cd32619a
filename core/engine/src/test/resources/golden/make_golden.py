"""Writes the golden files beside it: models as the Python client exports them, checkpoints, probes,
and what PyTorch makes of them in float64.

Made with torch 2.9.0, onnx 1.23.2, onnxscript 0.7.2, safetensors 0.8.0 (0.6.2 for pixels;
python make_golden.py).
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
SAMPLES = 7


class Tokens(nn.Module):
    """An embedding model: positions side by side, tanh-GELU, layer normalisation."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(11, 4)
        self.hidden = nn.Linear(12, 9)
        self.norm = nn.LayerNorm(9)
        self.out = nn.Linear(9, 11)

    def forward(self, tokens):
        x = self.embed(tokens).flatten(1)
        x = self.norm(F.gelu(self.hidden(x), approximate="tanh"))
        return self.out(x)


class Sequence(nn.Module):
    """Logits for each position of a sequence: (batch, time, classes)."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(6, 5)
        self.position = nn.Parameter(torch.randn(4, 5))
        self.hidden = nn.Linear(5, 8)
        self.out = nn.Linear(8, 6)

    def forward(self, tokens):
        x = self.embed(tokens) + self.position
        x = x + x.mean(1, keepdim=True)
        return self.out(F.gelu(self.hidden(x)))


class Normalized(nn.Module):
    """Batch normalisation, whose running statistics are buffers."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(5, 6)
        self.norm = nn.BatchNorm1d(6)
        self.second = nn.Linear(6, 2)

    def forward(self, x):
        return self.second(torch.sigmoid(self.norm(self.first(x))))


class OwnLoss(nn.Module):
    """A model whose output is the loss of each sample."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3, 4))

    def forward(self, x):
        y = torch.exp(-(x @ self.w).pow(2)) / (1 + torch.abs(x[:, :1]))
        return torch.sqrt(1 + y.sum(1))


def mlp(*layers):
    return nn.Sequential(*layers)


def sequence_loss(logits, target):
    losses = F.cross_entropy(
        logits.transpose(1, 2), target, ignore_index=-100, reduction="none"
    )
    counted = (target != -100).sum(1).clamp(min=1)
    return losses.sum(1) / counted


def cases():
    generator = torch.Generator().manual_seed(3)

    def normal(*shape):
        return torch.randn(shape, generator=generator)

    def classes(count, *shape):
        return torch.randint(0, count, shape, generator=generator)

    sequence_target = classes(6, SAMPLES, 4)
    sequence_target[0, 1] = sequence_target[2, 0] = -100
    sequence_target[3] = -100
    yield (
        "cross-entropy",
        mlp(nn.Linear(8, 7), nn.ReLU(), nn.Linear(7, 5), nn.Tanh(), nn.Linear(5, 3)),
        normal(SAMPLES, 8),
        classes(3, SAMPLES),
        lambda z, y: F.cross_entropy(z, y, reduction="none"),
    )
    yield (
        "squared-error",
        mlp(nn.Linear(4, 6), nn.GELU(), nn.Linear(6, 6), nn.Sigmoid(), nn.Linear(6, 2)),
        normal(SAMPLES, 4),
        normal(SAMPLES, 2),
        lambda z, y: 0.5 * (z - y).pow(2).sum(1),
    )
    yield (
        "mean-squared-error",
        mlp(nn.Flatten(), nn.Linear(6, 5), nn.Softplus(), nn.Linear(5, 3), nn.Softmax(-1)),
        normal(SAMPLES, 2, 3),
        normal(SAMPLES, 3),
        lambda z, y: (z - y).pow(2).mean(1),
    )
    yield (
        "binary-cross-entropy",
        Normalized(),
        normal(SAMPLES, 5),
        torch.rand((SAMPLES, 2), generator=generator),
        lambda z, y: F.binary_cross_entropy_with_logits(z, y, reduction="none").sum(1),
    )
    yield ("model-output", OwnLoss(), normal(SAMPLES, 3), None, lambda z, _: z)
    yield (
        "tokens",
        Tokens(),
        classes(11, SAMPLES, 3),
        classes(11, SAMPLES),
        lambda z, y: F.cross_entropy(z, y, reduction="none"),
    )
    yield (
        "sequence",
        Sequence(),
        classes(6, SAMPLES, 4),
        sequence_target,
        sequence_loss,
    )
    yield (
        "pixels",
        mlp(nn.Conv2d(2, 3, 3, padding=1), nn.Tanh(), nn.Conv2d(3, 4, 1)),
        normal(SAMPLES, 2, 3, 5),
        classes(4, SAMPLES, 3, 5),
        lambda z, y: F.cross_entropy(z, y, reduction="none").mean((1, 2)),
    )


def export(name, model, inputs):
    program = torch.onnx.export(
        model,
        (inputs,),
        input_names=["x"],
        dynamo=True,
        optimize=False,
        verbose=False,
        dynamic_shapes=({0: torch.export.Dim("batch")},),
    )
    proto = program.model_proto
    for part in [*proto.graph.node, *proto.graph.input, *proto.graph.output, proto.graph]:
        del part.metadata_props[:]
    for part in [*proto.graph.value_info, *proto.graph.initializer]:
        del part.metadata_props[:]
    (HERE / f"{name}.onnx").write_bytes(proto.SerializeToString())


def double(tensor):
    return tensor.double() if tensor.is_floating_point() else tensor


def expectations(model, inputs, target, loss):
    state = {name: double(value) for name, value in model.state_dict().items()}
    names = [name for name, _ in model.named_parameters()]
    parameters = [state[name].clone().requires_grad_() for name in names]
    x = double(inputs).clone()
    if x.is_floating_point():
        x.requires_grad_()
    bound = {**state, **dict(zip(names, parameters))}
    outputs = functional_call(model, bound, (x,))
    losses = loss(outputs, None if target is None else double(target))
    gradients = torch.autograd.grad(losses.mean(), parameters, create_graph=True)
    direction = [torch.randn_like(p) for p in parameters]
    slope = sum((g * v).sum() for g, v in zip(gradients, direction))
    products = torch.autograd.grad(slope, parameters, retain_graph=True, allow_unused=True)
    results = {"losses": losses, "outputs": outputs.reshape(SAMPLES, -1)}
    for name, p, g, v, hv in zip(names, parameters, gradients, direction, products):
        results["gradient/" + name] = g
        results["direction/" + name] = v
        results["product/" + name] = torch.zeros_like(p) if hv is None else hv
    if x.is_floating_point():
        cotangent = torch.randn_like(outputs)
        results["cotangent"] = cotangent.reshape(SAMPLES, -1)
        results["input-gradient"] = torch.autograd.grad(outputs, x, cotangent)[0]
    return {name: value.detach().contiguous().clone() for name, value in results.items()}


def main():
    for name, model, inputs, target, loss in cases():
        torch.manual_seed(5)
        for module in model.modules():
            if isinstance(module, nn.BatchNorm1d):
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 2)
        model.eval()
        export(name, model, inputs)
        buffers = ",".join(buffer for buffer, _ in model.named_buffers())
        save_file(model.state_dict(), HERE / f"{name}-checkpoint.safetensors", {"buffers": buffers})
        probe = {"x": inputs} if target is None else {"x": inputs, "target": target}
        save_file(probe, HERE / f"{name}-probe.safetensors")
        save_file(
            expectations(model, inputs, target, loss),
            HERE / f"{name}-expected.safetensors",
            {"torch": torch.__version__},
        )


if __name__ == "__main__":
    torch.manual_seed(7)
    main()

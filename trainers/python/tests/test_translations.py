"""What the client translates itself computes what PyTorch computes."""

import pytest
import torch
from onnx.reference import ReferenceEvaluator
from torch import linalg, nn
from torch.nn import functional

from basinwatch.child import one_line
from basinwatch.translations import translations

PLACES = torch.tensor([[[2, 0, 2]]])
OTHERS = torch.arange(15.0).reshape(5, 3).cos()
CLASSES = torch.tensor([[2, 0, 1], [0, -1, 1]])


def scattered(reduce, include_self):
    def function(x):
        index = PLACES.expand(2, 4, 3)
        return x.scatter_reduce(2, index, 2 * x, reduce, include_self=include_self)

    return function


def smoothed(x):
    return functional.cross_entropy(
        x.mT, CLASSES[:, [0, 1, 2, 2]], reduction="none", ignore_index=-1, label_smoothing=0.2
    )


def soft(x):
    return functional.cross_entropy(
        x.mT, OTHERS[:4].T.softmax(0).expand(2, 3, 4), reduction="none", label_smoothing=0.1
    )


if not hasattr(torch.ops.transformers, "grouped_mm_fallback"):  # of transformers 5

    @torch.library.custom_op("transformers::grouped_mm_fallback", mutates_args=())
    def grouped(input: torch.Tensor, weight: torch.Tensor, offs: torch.Tensor) -> torch.Tensor:
        parts = torch.tensor_split(input, offs.long())
        last = input.new_zeros(len(parts[-1]), weight.shape[2])
        return torch.cat([*(part @ w for part, w in zip(parts, weight, strict=False)), last])

    @grouped.register_fake
    def _(input, weight, offs):
        return input.new_empty(len(input), weight.shape[2])


def experts(x):
    """Groups of 3, 0, 2 and 2 rows; the last row belongs to none."""
    weight = torch.arange(60.0).cos().reshape(4, 3, 5)
    offs = torch.tensor([3, 3, 5, 7], dtype=torch.int32)
    return torch.ops.transformers.grouped_mm_fallback(x.reshape(8, 3), weight, offs)


def lstm(proj_size):
    module = nn.LSTM(3, 5, num_layers=2, bidirectional=True, proj_size=proj_size)
    module.requires_grad_(False)
    return lambda x: module(x)[0]


class Applied(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def exported(function, x):
    program = torch.onnx.export(
        Applied(function),
        (x,),
        dynamo=True,
        optimize=False,
        verbose=False,
        custom_translation_table=translations(),
    )
    return program.model_proto


@pytest.mark.parametrize(
    "function",
    [
        *(scattered(r, own) for r in ("mean", "sum", "amax") for own in (True, False)),
        *(lambda x, p=p: torch.cdist(x, OTHERS.expand(2, 5, 3), p) for p in (1, 2, 3, torch.inf)),
        lambda x: torch.cat(linalg.slogdet((x[:, 1:] + torch.eye(3)).flip(1))),
        lambda x: torch.cumprod(x, 1),
        lambda x: torch.cumprod(x, -1),
        lambda x: torch.lgamma(3 * x + 0.1),
        lambda x: torch.digamma(3 * x + 0.1),
        lambda x: functional.adaptive_max_pool2d(x[:, None], (2, 1)),
        lambda x: functional.avg_pool2d(x[:, None], 2, 1, 1, count_include_pad=False),
        lstm(0),
        smoothed,
        soft,
        experts,
    ],
)
def test_a_translation_computes_what_pytorch_computes(function):
    # Given
    torch.manual_seed(5)
    x = torch.randn(2, 4, 3)

    # When
    graph = exported(function, x)

    # Then
    [output] = ReferenceEvaluator(graph).run(None, {graph.graph.input[0].name: x.numpy()})
    assert torch.allclose(torch.from_numpy(output), function(x), rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            lambda x: functional.cross_entropy(x[:, 0], CLASSES[:, 0], label_smoothing=0.1),
            "cross_entropy with label_smoothing or probabilities needs reduction='none'",
        ),
        (
            lambda x: functional.avg_pool2d(x[:, None], 2, divisor_override=3),
            "avg_pool2d with divisor_override",
        ),
        (
            lstm(2),
            "LSTM with proj_size=2",
        ),
        (
            lambda x: functional.adaptive_max_pool2d(x[:, None], (3, 1)),
            "adaptive_max_pool2d of [2,1,4,3] to [3, 1]: uneven",
        ),
    ],
)
def test_what_has_no_translation_is_refused(function, message):
    with pytest.raises(torch.onnx.OnnxExporterError) as error:
        exported(function, torch.randn(2, 4, 3))
    assert message in one_line(error.value)

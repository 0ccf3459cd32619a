"""Functions that PyTorch's exporter does not translate into ONNX, or translates wrongly."""

import importlib
from collections.abc import Callable, Sequence
from math import log, pi
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import onnx.numpy_helper
import torch
from onnxscript import opset18 as op

Value: TypeAlias = Any  # a tensor of the graph
NO_REDUCTION, MEAN = 0, 1

# Lanczos' approximation of the gamma function, g = 7 (Godfrey's coefficients): 1e-15.
_FIRST = 0.99999999999980993
_COEFFICIENTS = (
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)


def _pytorchs(module: str) -> ModuleType:
    """PyTorch's own translations, looked up when one is needed: their place is not promised."""
    return importlib.import_module(f"onnxscript.function_libs.torch_lib.ops.{module}")


def _slogdet(A: Value) -> tuple[Value, ...]:  # noqa: N803, PyTorch's name
    """The sign, log |det A|, and in place of the decomposition, which models do not use, A."""
    determinant = op.Det(A)
    return op.Sign(determinant), op.Log(op.Abs(determinant)), op.Identity(A), op.Identity(A)


def _scatter_reduce(
    self: Value, dim: int, index: Value, src: Value, reduce: str, include_self: bool = True
) -> Value:
    """Means, which PyTorch exports as if the last number written counted alone."""
    if reduce != "mean":
        return _pytorchs("core").aten_scatter_reduce(self, dim, index, src, reduce, include_self)
    zeros, ones = (op.CastLike(op.Expand(value, op.Shape(self)), self) for value in (0.0, 1.0))
    one_each = op.CastLike(op.Expand(1.0, op.Shape(src)), self)
    writes = op.ScatterElements(zeros, index, one_each, axis=dim, reduction="add")
    if include_self:
        start, count = self, op.Add(writes, ones)
    else:
        start, count = op.Where(op.Greater(writes, zeros), zeros, self), op.Max(writes, ones)
    return op.Div(op.ScatterElements(start, index, src, axis=dim, reduction="add"), count)


def _cross_entropy(
    self: Value,
    target: Value,
    weight: Value | None = None,
    reduction: int = MEAN,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Value:
    """With smoothed labels, which PyTorch's export leaves out, or probabilities as targets."""
    soft = target.dtype.is_floating_point()
    if label_smoothing == 0 and not soft:
        known = _pytorchs("nn").aten_cross_entropy_loss
        return known(self, target, weight, reduction, ignore_index)
    if reduction != NO_REDUCTION or weight is not None:
        raise NotImplementedError(
            "cross_entropy with label_smoothing or probabilities needs reduction='none', no weight"
        )
    logarithms = op.LogSoftmax(self, axis=1)
    uniform = op.Neg(op.ReduceMean(logarithms, [1], keepdims=0))
    if soft:
        hard = op.Neg(op.ReduceSum(op.Mul(target, logarithms), [1], keepdims=0))
    else:
        hard = _pytorchs("nn").aten_cross_entropy_loss(self, target, None, reduction, ignore_index)
        counts = op.Not(op.Equal(target, op.CastLike(ignore_index, target)))
        uniform = op.Where(counts, uniform, op.CastLike(0.0, uniform))
    return op.Add(
        op.Mul(hard, op.CastLike(1 - label_smoothing, hard)),
        op.Mul(uniform, op.CastLike(label_smoothing, hard)),
    )


def _average_pool(
    self: Value,
    kernel_size: Sequence[int],
    stride: Sequence[int] = (),
    padding: Sequence[int] = (0, 0),
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Value:
    """Refuses a divisor of the caller's own, which PyTorch's export leaves out."""
    if divisor_override is not None:
        raise NotImplementedError("avg_pool2d with divisor_override; scale its result instead")
    known = _pytorchs("nn").aten_avg_pool2d
    return known(self, kernel_size, stride, padding, ceil_mode, count_include_pad)


def _lstm(
    input: Value,
    hx: Sequence[Value],
    params: Sequence[Value],
    has_biases: bool,
    num_layers: int,
    dropout: float,
    train: bool,
    bidirectional: bool,
    batch_first: bool,
) -> tuple[Value, ...]:
    """Refuses projections of the hidden state, which PyTorch's export leaves out."""
    hidden, cell = hx
    if hidden.shape[2] != cell.shape[2]:
        raise NotImplementedError(
            f"LSTM with proj_size={hidden.shape[2]}; put a linear layer behind it instead"
        )
    known = _pytorchs("core").aten_lstm
    return known(
        input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first
    )


def _distances(x1: Value, x2: Value, p: float, compute_mode: int | None = None) -> Value:
    """Of each row of one to each of the other, in the p-norm."""
    difference = op.Sub(op.Unsqueeze(x1, [-2]), op.Unsqueeze(x2, [-3]))
    if p == 2:
        return op.ReduceL2(difference, [-1], keepdims=0)
    if p == 1:
        return op.ReduceL1(difference, [-1], keepdims=0)
    if p == float("inf"):
        return op.ReduceMax(op.Abs(difference), [-1], keepdims=0)
    powers = op.Pow(op.Abs(difference), op.CastLike(float(p), x1))
    return op.Pow(op.ReduceSum(powers, [-1], keepdims=0), op.CastLike(1 / p, x1))


def _cumulative_product(self: Value, dim: int, dtype: int = -1) -> Value:
    """Each the product over a row of a triangle, so that zeros have derivatives."""
    rank, length = len(self.shape), self.shape[dim]
    if not isinstance(length, int):
        raise NotImplementedError("cumprod along the batch")
    order = list(range(rank))
    order[dim], order[-1] = order[-1], order[dim]
    rows = op.Unsqueeze(op.Transpose(self, perm=order), [-2])
    triangle = op.Constant(value=onnx.numpy_helper.from_array(np.tri(length, dtype=bool)))
    products = op.ReduceProd(op.Where(triangle, rows, op.CastLike(1.0, self)), [-1], keepdims=0)
    return op.Transpose(products, perm=order)


def _adaptive_max_pool(self: Value, output_size: Sequence[int]) -> tuple[Value, Value]:
    """Of two dimensions, where its windows are equal."""
    sizes = list(zip(self.shape[-2:], output_size, strict=True))
    if any(not isinstance(size, int) or size % windows for size, windows in sizes):
        raise NotImplementedError(f"adaptive_max_pool2d of {self.shape} to {output_size}: uneven")
    kernel = [size // windows for size, windows in sizes]
    return _pytorchs("nn").aten_max_pool2d_with_indices(self, kernel, kernel)


def _experts(input: Value, weight: Value, offs: Value) -> Value:
    """Rows of a matrix, each times the matrix of its group, as transformers computes experts.

    (rows, n) by (groups, n, m) to (rows, m); a group's rows end before its offset. How many it has
    depends on data, so each row is written at its group's place among zeros, for one product.
    """
    groups, n, _ = weight.shape
    rows = op.Unsqueeze(op.Range(0, op.Squeeze(op.Shape(input, start=0, end=1)), 1), [1])
    ended = op.GreaterOrEqual(rows, op.Cast(offs, to=onnx.TensorProto.INT64))
    group = op.ReduceSum(op.Cast(ended, to=onnx.TensorProto.INT64), [1])
    own = op.Unsqueeze(op.Equal(group, op.Constant(value_ints=range(groups))), [2])
    placed = op.Where(own, op.Unsqueeze(input, [1]), op.CastLike(0.0, input))
    wide = [-1, groups * n]
    return op.MatMul(op.Reshape(placed, wide), op.Flatten(weight, axis=2))


def _log_gamma(self: Value) -> Value:
    """Below 1/2 by reflection."""
    gamma = _Gamma(self)
    above = op.Add(
        op.Sub(op.Mul(op.Sub(gamma.z, gamma.number(0.5)), op.Log(gamma.t)), gamma.t),
        op.Add(op.Log(gamma.series), gamma.number(0.5 * log(2 * pi))),
    )
    sine = op.Abs(op.Sin(op.Mul(gamma.number(pi), gamma.reflected)))
    below = op.Sub(op.Sub(gamma.number(log(pi)), op.Log(sine)), above)
    return op.Where(gamma.is_below, below, above)


def _digamma(self: Value) -> Value:
    """The derivative of the same."""
    gamma = _Gamma(self)
    above = op.Add(
        op.Sub(
            op.Add(op.Log(gamma.t), op.Div(op.Sub(gamma.z, gamma.number(0.5)), gamma.t)),
            gamma.number(1.0),
        ),
        op.Div(gamma.slope, gamma.series),
    )
    tangent = op.Tan(op.Mul(gamma.number(pi), gamma.reflected))
    below = op.Sub(above, op.Div(gamma.number(pi), tangent))
    return op.Where(gamma.is_below, below, above)


class _Gamma:
    """Parts of Lanczos' approximation at z = x, or 1 - x where x is below 1/2."""

    def __init__(self, x: Value) -> None:
        self._x = x
        half, one = self.number(0.5), self.number(1.0)
        self.is_below = op.Less(x, half)
        # Of the sine's period, which rounding would lose; above 1/2 away from its zeros.
        self.reflected = op.Where(self.is_below, op.Sub(x, op.Round(x)), half)
        self.z = op.Where(self.is_below, op.Sub(one, x), x)
        self.t = op.Add(self.z, self.number(6.5))
        self.series, self.slope = self.number(_FIRST), self.number(0.0)
        for i, coefficient in enumerate(_COEFFICIENTS):
            place = op.Add(self.z, self.number(float(i)))
            term = op.Div(self.number(coefficient), place)
            self.series = op.Add(self.series, term)
            self.slope = op.Sub(self.slope, op.Div(term, place))

    def number(self, value: float) -> Value:
        """A constant of x's type."""
        return op.CastLike(value, self._x)


_aten = torch.ops.aten
_TRANSLATIONS = {
    _aten._linalg_slogdet.default: _slogdet,
    _aten.scatter_reduce.two: _scatter_reduce,
    _aten.cross_entropy_loss.default: _cross_entropy,
    _aten.avg_pool2d.default: _average_pool,
    _aten.lstm.input: _lstm,
    _aten._cdist_forward.default: _distances,
    _aten.cumprod.default: _cumulative_product,
    _aten.adaptive_max_pool2d.default: _adaptive_max_pool,
    _aten.lgamma.default: _log_gamma,
    _aten.digamma.default: _digamma,
}


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """By PyTorch's function, and by those of transformers once a program has imported it."""
    theirs = getattr(torch.ops.transformers, "grouped_mm_fallback", None)
    return _TRANSLATIONS | ({theirs.default: _experts} if theirs else {})

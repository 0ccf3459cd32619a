"""Functions of PyTorch that its exporter leaves untranslated, in operators of ONNX."""

from typing import Any

import torch
from onnxscript import opset18 as op


def _sign_and_log_of_determinant(A: Any) -> tuple[Any, ...]:  # noqa: N803, PyTorch's own name
    """The sign, log |det A|, and in place of the decomposition, which models do not use, A."""
    determinant = op.Det(A)
    return op.Sign(determinant), op.Log(op.Abs(determinant)), op.Identity(A), op.Identity(A)


TRANSLATIONS = {torch.ops.aten._linalg_slogdet.default: _sign_and_log_of_determinant}

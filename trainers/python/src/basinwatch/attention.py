"""Attention in the form that PyTorch's exporter knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor
from torch.nn import functional

KNOWN = 4  # dimensions: batch, heads, time, size


def _four(x: Tensor) -> Tensor:
    return x.unsqueeze(1) if x.dim() < KNOWN else x.flatten(0, -KNOWN)


@contextmanager
def in_four_dimensions() -> Iterator[None]:
    """Lets models call `scaled_dot_product_attention` with fewer or more dimensions."""
    known = functional.scaled_dot_product_attention

    def any_dimensions(
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attn_mask: Tensor | None = None,
        *rest: Any,
        **options: Any,
    ) -> Tensor:
        if query.dim() == KNOWN:
            return known(query, key, value, attn_mask, *rest, **options)
        batch = query.shape[:-3] or query.shape[:1]
        inner = query.dim() - len(batch)
        if attn_mask is not None and attn_mask.dim() > inner:
            attn_mask = _four(attn_mask.expand(*batch, *attn_mask.shape[-inner:]))
        y = known(_four(query), _four(key), _four(value), attn_mask, *rest, **options)
        return y.squeeze(1) if query.dim() < KNOWN else y.unflatten(0, batch)

    functional.scaled_dot_product_attention = any_dimensions
    try:
        yield
    finally:
        functional.scaled_dot_product_attention = known

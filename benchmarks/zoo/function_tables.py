"""Functions of PyTorch that people train with, in tables by the shape of what they take."""

from collections.abc import Callable

import torch
from torch import Tensor, fft, linalg, nn, special
from torch.nn import functional as f

Function = Callable[[Tensor], Tensor]

INDICES = torch.tensor([2, 0, 3])
MASK = torch.tensor([True, False, True, True])


def row(h: Tensor) -> Tensor:
    """(4) numbers that every floating-point type holds exactly."""
    return h.new_tensor([-1.25, -0.5, 0.25, 1.125])


def matrix(h: Tensor) -> Tensor:
    """(3, 4) of them."""
    return torch.stack([row(h), row(h).roll(1) - 0.75, row(h).roll(2) + 0.375])


def square(h: Tensor) -> Tensor:
    """(3, 3) of them, well conditioned."""
    return matrix(h)[:, :3] + 4 * torch.eye(3, dtype=h.dtype)


def positive(h: Tensor) -> Tensor:
    """At least 1."""
    return 1 + h.square()


def unit(h: Tensor) -> Tensor:
    """Within (-0.9, 0.9)."""
    return 0.9 * torch.tanh(h)


def samples(h: Tensor) -> int:
    """How many."""
    return h.shape[0]


class Distances(nn.Module):
    """To fixed points, by `cdist`, which PyTorch cannot differentiate twice."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, h: Tensor) -> Tensor:
        """(batch, 3, 4) to (batch, 3, 3)."""
        return torch.cdist(h, matrix(h).expand_as(h), self.p)


# Of h (batch, 4).
NUMBERS: dict[str, Function] = {
    "abs": torch.abs,
    "asinh": torch.asinh,
    "atan": torch.atan,
    "ceil": torch.ceil,
    "cos": torch.cos,
    "cosh": torch.cosh,
    "deg2rad": torch.deg2rad,
    "erf": torch.erf,
    "erfc": torch.erfc,
    "exp": torch.exp,
    "exp2": torch.exp2,
    "expm1": torch.expm1,
    "floor": torch.floor,
    "frac": torch.frac,
    "i0": torch.i0,
    "neg": torch.neg,
    "positive": torch.positive,
    "rad2deg": torch.rad2deg,
    "reciprocal": torch.reciprocal,
    "relu": torch.relu,
    "round": torch.round,
    "sgn": torch.sgn,
    "sigmoid": torch.sigmoid,
    "sign": torch.sign,
    "sin": torch.sin,
    "sinc": torch.sinc,
    "sinh": torch.sinh,
    "square": torch.square,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "trunc": torch.trunc,
    "acos": lambda h: torch.acos(unit(h)),
    "acosh": lambda h: torch.acosh(0.25 + positive(h)),
    "asin": lambda h: torch.asin(unit(h)),
    "atan2": lambda h: torch.atan2(h, row(h)),
    "atanh": lambda h: torch.atanh(unit(h)),
    "clamp": lambda h: torch.clamp(h, -0.5, 0.5),
    "copysign": lambda h: torch.copysign(h, row(h)),
    "digamma": lambda h: torch.digamma(positive(h)),
    "erfinv": lambda h: torch.erfinv(unit(h)),
    "float_power": lambda h: torch.float_power(positive(h), 1.5),
    "fmod": lambda h: torch.fmod(h, 0.3),
    "hypot": lambda h: torch.hypot(h, row(h)),
    "ldexp": lambda h: torch.ldexp(h, INDICES[0]),
    "lerp": lambda h: torch.lerp(h, row(h), 0.25),
    "lgamma": lambda h: torch.lgamma(positive(h)),
    "log": lambda h: torch.log(positive(h)),
    "log10": lambda h: torch.log10(positive(h)),
    "log1p": lambda h: torch.log1p(h.square()),
    "log2": lambda h: torch.log2(positive(h)),
    "logaddexp": lambda h: torch.logaddexp(h, row(h)),
    "logaddexp2": lambda h: torch.logaddexp2(h, row(h)),
    "logit": lambda h: torch.logit(torch.sigmoid(h)),
    "maximum, minimum": lambda h: torch.maximum(h, row(h)) - torch.minimum(h, row(h).flip(0)),
    "mvlgamma": lambda h: torch.mvlgamma(2 + h.square(), 2),
    "nan_to_num": torch.nan_to_num,
    "polygamma": lambda h: torch.polygamma(1, positive(h)),
    "pow": lambda h: torch.pow(positive(h), 0.7),
    "pow of a number": lambda h: torch.pow(1.7, h),
    "remainder": lambda h: torch.remainder(h, 0.3),
    "rsqrt": lambda h: torch.rsqrt(positive(h)),
    "sqrt": lambda h: torch.sqrt(positive(h)),
    "special.entr": lambda h: special.entr(torch.sigmoid(h)),
    "special.erfcx": special.erfcx,
    "special.i0e": special.i0e,
    "special.i1": special.i1,
    "special.log_ndtr": special.log_ndtr,
    "special.ndtr": special.ndtr,
    "special.ndtri": lambda h: special.ndtri(torch.sigmoid(h)),
    "special.xlog1py": lambda h: special.xlog1py(row(h), h.square()),
    "where": lambda h: torch.where(h > row(h), h, h.square()),
    "xlogy": lambda h: torch.xlogy(row(h), positive(h)),
    "celu": f.celu,
    "elu": f.elu,
    "gelu": f.gelu,
    "gelu, tanh": lambda h: f.gelu(h, approximate="tanh"),
    "glu": f.glu,
    "hardshrink": lambda h: f.hardshrink(h, 0.1),
    "hardtanh": lambda h: f.hardtanh(h, -0.3, 0.4),
    "leaky_relu": f.leaky_relu,
    "logsigmoid": f.logsigmoid,
    "mish": f.mish,
    "prelu": lambda h: f.prelu(h, h.new_tensor([0.25])),
    "relu6": f.relu6,
    "rrelu": f.rrelu,
    "selu": f.selu,
    "silu": f.silu,
    "softplus": lambda h: f.softplus(h, beta=2),
    "softshrink": lambda h: f.softshrink(h, 0.1),
    "softsign": f.softsign,
    "tanhshrink": f.tanhshrink,
    "threshold": lambda h: f.threshold(h, 0.1, 0.05),
}

# Of h (batch, 3, 4).
ROWS: dict[str, Function] = {
    "amax, amin": lambda h: torch.cat([h.amax(1), h.amin(2)], 1),
    "argmax, gather": lambda h: h.gather(2, h.argmax(2, keepdim=True)),
    "argsort": lambda h: h.gather(2, h.argsort(2)),
    "cummax": lambda h: torch.cummax(h, 2).values,
    "cummin": lambda h: torch.cummin(h, 2).values,
    "cumprod": lambda h: torch.cumprod(h, 2),
    "cumsum": lambda h: torch.cumsum(h, 1),
    "cumulative_trapezoid": lambda h: torch.cumulative_trapezoid(h, dim=2),
    "diff": lambda h: torch.diff(h, dim=2),
    "kthvalue": lambda h: torch.kthvalue(h, 2, 2).values,
    "logcumsumexp": lambda h: torch.logcumsumexp(h, 2),
    "logsumexp": lambda h: torch.logsumexp(h, 2),
    "max": lambda h: torch.max(h, 2).values,
    "mean": lambda h: torch.mean(h, (1, 2))[:, None],
    "median": lambda h: torch.median(h[..., :3], 2).values,
    "nanmean": lambda h: torch.nanmean(h, 2),
    "nanmedian": lambda h: torch.nanmedian(h[..., :3], 2).values,
    "nansum": lambda h: torch.nansum(h, 2),
    "norm": lambda h: torch.norm(h, dim=2),
    "norm, p = 3": lambda h: torch.norm(h, p=3, dim=2),
    "prod": lambda h: torch.prod(h, 2),
    "quantile": lambda h: torch.quantile(h, 0.3, 2),
    "renorm": lambda h: torch.renorm(h, 2, 0, 0.5),
    "sort": lambda h: torch.sort(h, 2, descending=True).values,
    "std": lambda h: torch.std(h, 2),
    "std_mean": lambda h: torch.cat(torch.std_mean(h, 2), 1),
    "topk": lambda h: torch.topk(h, 2, 2).values,
    "trapezoid": lambda h: torch.trapezoid(h, dim=2),
    "var": lambda h: torch.var(h, 2, correction=0),
    "var_mean": lambda h: torch.cat(torch.var_mean(h, 2), 1),
    "block_diag": lambda h: h @ torch.block_diag(square(h)[:2, :2], square(h)[:2, :2]),
    "chunk": lambda h: h.chunk(2, 2)[0] * h.chunk(2, 2)[1],
    "diag_embed": lambda h: torch.diag_embed(h),
    "diagonal": lambda h: torch.diagonal(h, 1, 1, 2),
    "diagonal_scatter": lambda h: torch.diagonal_scatter(h, h[:, 0, :3], 0, 1, 2),
    "expand": lambda h: h[:, :1].expand(-1, 3, -1) * h,
    "flip": lambda h: h.flip(1, 2) * matrix(h),
    "index": lambda h: h[:, [0, 2], [1, 3]],
    "index by a mask": lambda h: h[:, :, MASK],
    "index of pairs": lambda h: h[:, :, 1:][:, torch.tensor([[0, 1], [2, 0]])],
    "index_add": lambda h: h.index_add(2, INDICES, h[..., :3]),
    "index_copy": lambda h: h.index_copy(2, INDICES, h[..., :3]),
    "index_fill": lambda h: h.index_fill(2, INDICES, 0.5),
    "index_reduce": lambda h: h.index_reduce(2, INDICES, h[..., :3], "amax"),
    "index_select": lambda h: h.index_select(2, INDICES),
    "masked_fill": lambda h: h.masked_fill(MASK, 0.5),
    "masked_scatter": lambda h: h.masked_scatter(MASK, h.flip(2)),
    "movedim": lambda h: torch.movedim(h, 2, 1) * matrix(h).T,
    "narrow": lambda h: torch.narrow(h, 2, 1, 2),
    "one_hot": lambda h: f.one_hot(h.argmax(2), 4) * h,
    "pad": lambda h: f.pad(h, (1, 2), value=0.3),
    "pad, circular": lambda h: f.pad(h, (1, 2), mode="circular"),
    "pad, reflect": lambda h: f.pad(h, (1, 2), mode="reflect"),
    "pad, replicate": lambda h: f.pad(h, (1, 2), mode="replicate"),
    "repeat": lambda h: h.repeat(1, 2, 1),
    "repeat_interleave": lambda h: h.repeat_interleave(2, 2),
    "roll": lambda h: h.roll((1, 2), (1, 2)) * matrix(h),
    "rot90": lambda h: torch.rot90(h, 1, (1, 2)),
    "scatter": lambda h: h.scatter(2, h.argsort(2), h.flip(1)),
    "scatter_add": lambda h: h.scatter_add(2, (h > 0).long(), h),
    "scatter_reduce, mean of others": lambda h: h.scatter_reduce(
        2, INDICES[:2].expand(samples(h), 3, 2) // 2, h[..., 1:3], "mean", include_self=False
    ),
    "scatter_reduce, mean": lambda h: h.scatter_reduce(
        2, INDICES.expand(samples(h), 3, 3), h[..., :3], "mean"
    ),
    "scatter_reduce, amax at data": lambda h: h.scatter_reduce(
        2, (h > 0).long(), h.flip(2), "amax"
    ),
    "scatter_reduce, amin of others": lambda h: h.scatter_reduce(
        2, INDICES.expand(samples(h), 3, 3), h[..., :3], "amin", include_self=False
    ),
    "scatter_reduce, amax": lambda h: h.scatter_reduce(
        2, INDICES.expand(samples(h), 3, 3), h[..., :3], "amax"
    ),
    "select_scatter": lambda h: h.select_scatter(h[:, 0], 1, 2),
    "slice_scatter": lambda h: h.slice_scatter(h[:, :, :2], 2, 1, 3),
    "split": lambda h: torch.cat(
        [h.split([1, 3], 2)[1], h.split(2, 1)[0].flatten(1)[:, None, :3]], 1
    ),
    "stack": lambda h: torch.stack([h, h.square()], 1),
    "swapaxes": lambda h: torch.swapaxes(h, 1, 2) * matrix(h).T,
    "take": lambda h: h * torch.take(matrix(h), torch.tensor([0, 5, 3, 7])),
    "take_along_dim": lambda h: torch.take_along_dim(h, h.argsort(2)[..., :2], 2),
    "tensor_split": lambda h: torch.tensor_split(h, 3, 2)[0],
    "tile": lambda h: torch.tile(h, (1, 1, 2)),
    "tril, triu": lambda h: h.tril() - h.triu(1),
    "unbind": lambda h: h.unbind(1)[0] * h.unbind(1)[2],
    "unflatten": lambda h: h.unflatten(2, (2, 2)).transpose(2, 3),
    "unfold": lambda h: h.unfold(2, 2, 1),
    "where": lambda h: torch.where(MASK, h, h.square()),
    "addmm": lambda h: torch.addmm(row(h)[:3], h.flatten(0, 1), matrix(h).T).unflatten(0, (-1, 3)),
    "baddbmm, bmm": lambda h: torch.baddbmm(h, torch.bmm(h, h.mT), h),
    "bilinear": lambda h: f.bilinear(h, h.flip(2), matrix(h)[:, :, None] * row(h)),
    "cdist": Distances(2),
    "cdist, p = 1": Distances(1),
    "cdist, p = 3": Distances(3),
    "cosine_similarity": lambda h: f.cosine_similarity(h, matrix(h), 2),
    "cross": lambda h: torch.cross(h[..., :3], square(h).expand(samples(h), 3, 3), 2),
    "einsum": lambda h: torch.einsum("bij,kj,bkj->bik", h, matrix(h), h),
    "inner": lambda h: torch.inner(h, matrix(h)),
    "kron": lambda h: torch.kron(h, square(h)[None]),
    "matmul": lambda h: torch.matmul(h, h.mT),
    "multi_dot": lambda h: h @ linalg.multi_dot([matrix(h).T, square(h), matrix(h)]),
    "mv": lambda h: h * torch.mv(matrix(h).T, row(h)[:3]),
    "outer": lambda h: h * torch.outer(row(h)[:3], row(h)),
    "pairwise_distance": lambda h: f.pairwise_distance(h, matrix(h)),
    "tensordot": lambda h: torch.tensordot(h, matrix(h), ([2], [1])),
    "trace": lambda h: torch.vmap(torch.trace)(h[..., :3])[:, None],
    "vecdot": lambda h: linalg.vecdot(h, matrix(h)),
    "linalg.cholesky": lambda h: linalg.cholesky(h @ h.mT + torch.eye(3, dtype=h.dtype)),
    "linalg.det": lambda h: linalg.det(h[..., :3] + square(h))[:, None],
    "linalg.eigvalsh": lambda h: linalg.eigvalsh(h @ h.mT + torch.diag(row(h)[:3])),
    "linalg.inv": lambda h: linalg.inv(h[..., :3] + square(h)),
    "linalg.matrix_exp": lambda h: linalg.matrix_exp(h[..., :3]),
    "linalg.matrix_norm": lambda h: linalg.matrix_norm(h)[:, None],
    "linalg.matrix_power": lambda h: linalg.matrix_power(h[..., :3], 3),
    "linalg.norm": lambda h: linalg.norm(h, dim=2),
    "linalg.pinv": lambda h: linalg.pinv(h),
    "linalg.qr": lambda h: linalg.qr(h[..., :3] + square(h))[1],
    "linalg.slogdet": lambda h: linalg.slogdet(h[..., :3] + square(h))[1][:, None],
    "linalg.solve": lambda h: linalg.solve(h[..., :3] + square(h), h),
    "linalg.solve_triangular": lambda h: linalg.solve_triangular(
        h[..., :3].tril(-1) + 2 * torch.eye(3, dtype=h.dtype), h, upper=False
    ),
    "linalg.svdvals": lambda h: linalg.svdvals(h),
    "linalg.vander": lambda h: linalg.vander(h, N=3),
    "logdet": lambda h: torch.logdet(h @ h.mT + torch.eye(3, dtype=h.dtype))[:, None],
    "vector_norm": lambda h: linalg.vector_norm(h, 3, dim=2),
    "fft.fft": fft.fft,
    "fft.fft2": fft.fft2,
    "fft.fftshift": lambda h: fft.fftshift(h, 2) * matrix(h),
    "fft.hfft": fft.hfft,
    "fft.irfft": lambda h: fft.irfft(fft.rfft(h) * row(h)[:3]),
    "fft.rfft": fft.rfft,
    "fft.rfft2": fft.rfft2,
    "stft": lambda h: torch.view_as_real(
        torch.stft(h.flatten(1), 4, window=row(h), return_complex=True)
    ),
    "complex": lambda h: torch.view_as_real(
        torch.complex(h, h.flip(2)) * torch.complex(h.flip(1), h)
    ),
    "polar": lambda h: torch.view_as_real(torch.polar(h.exp(), h.flip(2))),
    "batch_norm": lambda h: f.batch_norm(h, row(h)[:3], row(h)[:3].square()),
    "group_norm": lambda h: f.group_norm(h, 3),
    "instance_norm": f.instance_norm,
    "layer_norm": lambda h: f.layer_norm(h, (4,)),
    "local_response_norm": lambda h: f.local_response_norm(h, 2),
    "normalize": lambda h: f.normalize(h, dim=2),
    "rms_norm": lambda h: f.rms_norm(h, (4,)),
    "log_softmax": lambda h: f.log_softmax(h, 1),
    "softmax": lambda h: f.softmax(h, 1),
    "softmin": lambda h: f.softmin(h, 2),
    "bucketize": lambda h: h * torch.bucketize(h, row(h)),
    "searchsorted": lambda h: h * torch.searchsorted(row(h), h),
    "embedding": lambda h: f.embedding(h.argmax(2), matrix(h).T) * h[..., :3],
    "scaled_dot_product_attention": lambda h: f.scaled_dot_product_attention(
        h, h.flip(2), h, is_causal=True
    ),
    "vmap": lambda h: torch.vmap(lambda x: x @ x.T)(h),
    "vmap, jacrev": lambda h: torch.vmap(torch.func.jacrev(lambda x: x.square().sum(1)))(h),
    "conv1d": lambda h: f.conv1d(h, matrix(h)[:, :3, None].expand(3, 3, 2), padding=1, dilation=2),
    "conv_transpose1d": lambda h: f.conv_transpose1d(
        h, matrix(h)[:, :2, None].expand(3, 2, 3), stride=2
    ),
    "avg_pool1d": lambda h: f.avg_pool1d(h, 2, padding=1, count_include_pad=False),
    "max_pool1d": lambda h: f.max_pool1d(h, 2, 1),
    "lp_pool1d": lambda h: f.lp_pool1d(h.square(), 2, 2),
    "interpolate, linear": lambda h: f.interpolate(h, 7, mode="linear"),
    "interpolate, nearest": lambda h: f.interpolate(h, 7),
    "binary_cross_entropy": lambda h: f.binary_cross_entropy(
        torch.sigmoid(h), torch.sigmoid(matrix(h)).expand_as(h), reduction="none"
    ),
    "binary_cross_entropy_with_logits": lambda h: f.binary_cross_entropy_with_logits(
        h, torch.sigmoid(matrix(h)).expand_as(h), reduction="none"
    ),
    "cosine_embedding_loss": lambda h: f.cosine_embedding_loss(
        h.flatten(0, 1),
        matrix(h).repeat(samples(h), 1),
        h.new_ones(samples(h) * 3),
        reduction="none",
    ).unflatten(0, (-1, 3)),
    "cross_entropy": lambda h: f.cross_entropy(
        h.flatten(0, 1), INDICES.repeat(samples(h)), reduction="none", label_smoothing=0.1
    ).unflatten(0, (-1, 3)),
    "cross_entropy of probabilities": lambda h: f.cross_entropy(
        h.mT, matrix(h).T.softmax(0).expand_as(h.mT), reduction="none"
    ),
    "ctc_loss": lambda h: f.ctc_loss(
        h.log_softmax(2).transpose(0, 1),
        INDICES[None, :1].expand(samples(h), 1),
        torch.full((samples(h),), 3),
        torch.full((samples(h),), 1),
        reduction="none",
    )[:, None],
    "gaussian_nll_loss": lambda h: f.gaussian_nll_loss(
        h, matrix(h).expand_as(h), h.exp(), reduction="none"
    ),
    "hinge_embedding_loss": lambda h: f.hinge_embedding_loss(
        h, torch.sign(matrix(h)).expand_as(h), reduction="none"
    ),
    "huber_loss": lambda h: f.huber_loss(h, matrix(h).expand_as(h), reduction="none", delta=0.4),
    "kl_div": lambda h: f.kl_div(
        h.log_softmax(2), matrix(h).softmax(1).expand_as(h), reduction="none"
    ),
    "l1_loss": lambda h: f.l1_loss(h, matrix(h).expand_as(h), reduction="none"),
    "margin_ranking_loss": lambda h: f.margin_ranking_loss(
        h, h.flip(2), torch.sign(matrix(h)).expand_as(h), reduction="none"
    ),
    "mse_loss": lambda h: f.mse_loss(h, matrix(h).expand_as(h), reduction="none"),
    "multilabel_soft_margin_loss": lambda h: f.multilabel_soft_margin_loss(
        h.flatten(0, 1), (matrix(h) > 0).to(h).repeat(samples(h), 1), reduction="none"
    ).unflatten(0, (-1, 3)),
    "nll_loss": lambda h: f.nll_loss(
        h.log_softmax(2).flatten(0, 1), INDICES.repeat(samples(h)), reduction="none"
    ).unflatten(0, (-1, 3)),
    "poisson_nll_loss": lambda h: f.poisson_nll_loss(
        h, matrix(h).exp().expand_as(h), full=True, reduction="none"
    ),
    "smooth_l1_loss": lambda h: f.smooth_l1_loss(
        h, matrix(h).expand_as(h), reduction="none", beta=0.3
    ),
    "soft_margin_loss": lambda h: f.soft_margin_loss(
        h, torch.sign(matrix(h)).expand_as(h), reduction="none"
    ),
    "triplet_margin_loss": lambda h: f.triplet_margin_loss(
        h[:, 0], h[:, 1], h[:, 2], reduction="none"
    )[:, None],
}

# Of h (batch, 4, 6, 6).
PICTURES: dict[str, Function] = {
    "adaptive_max_pool1d": lambda h: f.adaptive_max_pool1d(h[:, 0], 2),
    "adaptive_max_pool2d, global": lambda h: f.adaptive_max_pool2d(h, 1),
    "adaptive_max_pool3d": lambda h: f.adaptive_max_pool3d(h[:, None], 2),
    "adaptive_avg_pool2d": lambda h: f.adaptive_avg_pool2d(h, 3),
    "adaptive_avg_pool2d, uneven": lambda h: f.adaptive_avg_pool2d(h, 4),
    "adaptive_max_pool2d": lambda h: f.adaptive_max_pool2d(h, 3),
    "adaptive_max_pool2d, uneven": lambda h: f.adaptive_max_pool2d(h, 4),
    "avg_pool2d": lambda h: f.avg_pool2d(h, 3, 2, 1, ceil_mode=True, count_include_pad=False),
    "avg_pool3d": lambda h: f.avg_pool3d(h[:, None], 2),
    "max_pool2d": lambda h: f.max_pool2d(h, 3, 2, 1, ceil_mode=True),
    "max_pool3d": lambda h: f.max_pool3d(h[:, None], 2),
    "max_unpool2d": lambda h: f.max_unpool2d(*f.max_pool2d(h, 2, return_indices=True), 2),
    "lp_pool2d": lambda h: f.lp_pool2d(h.square(), 2, 2),
    "channel_shuffle": lambda h: f.channel_shuffle(h, 2) * row(h)[:, None, None],
    "pixel_shuffle": lambda h: f.pixel_shuffle(h, 2) * row(h)[0],
    "pixel_unshuffle": lambda h: f.pixel_unshuffle(h, 2) * row(h)[0],
    "conv2d": lambda h: f.conv2d(
        h, matrix(h)[:, :, None, None].expand(3, 4, 3, 3), stride=2, padding=1
    ),
    "conv2d, padding same": lambda h: f.conv2d(
        h, matrix(h)[:, :, None, None].expand(3, 4, 3, 3), padding="same"
    ),
    "conv2d, groups": lambda h: f.conv2d(
        h, matrix(h).reshape(4, 3)[:, :2, None, None].expand(4, 2, 2, 2), groups=2
    ),
    "conv3d": lambda h: f.conv3d(
        h[:, None], matrix(h)[:, :1, None, None, None].expand(3, 1, 2, 2, 2)
    ),
    "conv_transpose2d": lambda h: f.conv_transpose2d(
        h, matrix(h).T[:, :, None, None].expand(4, 3, 3, 3), stride=2, padding=1, output_padding=1
    ),
    "conv_transpose3d": lambda h: f.conv_transpose3d(
        h[:, None], matrix(h)[:1, :2, None, None, None].expand(1, 2, 2, 2, 2), stride=2
    ),
    "unfold": lambda h: f.unfold(h, 3, padding=1, stride=2),
    "fold": lambda h: f.fold(h.reshape(-1, 16, 9), 4, 2),
    "affine_grid": lambda h: f.affine_grid(
        h.flatten(1)[:, :6].reshape(-1, 2, 3), [samples(h), 1, 3, 3], align_corners=False
    ),
    "interpolate, area": lambda h: f.interpolate(h, 3, mode="area"),
    "interpolate, bicubic": lambda h: f.interpolate(h, 9, mode="bicubic"),
    "interpolate, bilinear": lambda h: f.interpolate(h, scale_factor=1.7, mode="bilinear"),
    "interpolate, bilinear, corners": lambda h: f.interpolate(
        h, 9, mode="bilinear", align_corners=True
    ),
    "interpolate, antialiased": lambda h: f.interpolate(h, 4, mode="bilinear", antialias=True),
    "interpolate, nearest": lambda h: f.interpolate(h, 4),
    "interpolate, nearest-exact": lambda h: f.interpolate(h, 9, mode="nearest-exact"),
    "interpolate, trilinear": lambda h: f.interpolate(h[:, None], 5, mode="trilinear"),
    "pad, reflect": lambda h: f.pad(h, (1, 2, 2, 1), mode="reflect"),
    "pad, replicate": lambda h: f.pad(h, (1, 2, 2, 1), mode="replicate"),
    "pad, circular": lambda h: f.pad(h, (1, 2, 2, 1), mode="circular"),
}

"""A tensor that cannot be read."""

import torch


class Broken(torch.Tensor):
    """Lies on a GPU that has failed."""

    is_cpu = False

    def reshape(self, *_):
        raise RuntimeError("CUDA error")

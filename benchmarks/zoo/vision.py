"""Image models of torchvision and timm, and small ones of our own, in tiny configurations."""

from functools import partial

import timm.models as tm
import torch
import torchvision.models as tv
import transformers as tf
from networks import Classifier, LeNet5, Sampling
from torch import Generator, Tensor, nn
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import MBConvConfig

from zoo.entry import Entry, images, vectors


class UNet(nn.Module):
    """Two levels down and up again with skip connections; a class for every pixel."""

    def __init__(self, width: int = 8, classes: int = 4) -> None:
        super().__init__()
        self.first = _double(3, width)
        self.second = _double(width, 2 * width)
        self.bottom = _double(2 * width, 4 * width)
        self.up_second = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)
        self.right_second = _double(4 * width, 2 * width)
        self.right_first = _double(3 * width, width)
        self.out = nn.Conv2d(width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (batch, classes, height, width)."""
        first = self.first(x)
        second = self.second(nn.functional.max_pool2d(first, 2))
        bottom = self.bottom(nn.functional.max_pool2d(second, 2))
        right = self.right_second(torch.cat([self.up_second(bottom), second], 1))
        up = nn.functional.interpolate(right, scale_factor=2, mode="nearest")
        right = self.right_first(torch.cat([up, first], 1))
        return self.out(right)


class SpatialTransformer(nn.Module):
    """Jaderberg et al. 2015: looks at a part of the picture that it chooses itself."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.look = nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 6))
        self.sample = Sampling()
        self.classify = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2), nn.Tanh(), nn.Flatten(), nn.Linear(72, classes)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 3, 16, 16) to (batch, classes)."""
        theta = (0.5 * self.look(x)).view(-1, 2, 3)
        grid = nn.functional.affine_grid(theta, [x.shape[0], 3, 8, 8], align_corners=False)
        return self.classify(self.sample(x, grid))


class SegNet(nn.Module):
    """Badrinarayanan et al. 2015: the way up puts values where the maxima were."""

    def __init__(self, width: int = 8, classes: int = 4) -> None:
        super().__init__()
        self.down = _double(3, width)
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.bottom = _double(width, width)
        self.unpool = nn.MaxUnpool2d(2)
        self.out = nn.Conv2d(width, classes, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (batch, classes, height, width)."""
        pooled, places = self.pool(self.down(x))
        return self.out(self.unpool(self.bottom(pooled), places))


def _three_dimensional() -> nn.Module:
    """As the first block of a ResNet for films: convolutions without a bias."""
    return nn.Sequential(
        nn.Conv3d(2, 8, (3, 5, 5), stride=(1, 2, 2), padding=(1, 2, 2), bias=False),
        nn.BatchNorm3d(8),
        nn.ReLU(),
        nn.Conv3d(8, 8, 3, padding=1, bias=False),
        nn.BatchNorm3d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool3d(1),
        nn.Flatten(),
        nn.Linear(8, 10),
    )


def _mobilevit() -> nn.Module:
    config = tf.MobileViTV2Config(
        image_size=32, width_multiplier=0.25, n_attn_blocks=[1, 1, 1], num_labels=10
    )
    return Classifier(tf.MobileViTV2ForImageClassification(config))


def _double(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.GroupNorm(4, outputs),
        nn.SiLU(),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def _pixels(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
    x = torch.randn(samples, 3, 16, 16, generator=generator)
    return x, torch.randint(4, (samples, 16, 16), generator=generator)


def _convnext() -> nn.Module:
    stages = [CNBlockConfig(16, 32, 1), CNBlockConfig(32, 48, 2), CNBlockConfig(48, None, 1)]
    return tv.ConvNeXt(stages, layer_scale=0.3, num_classes=10)


def _efficientnet() -> nn.Module:
    blocks = [
        MBConvConfig(1, 3, 1, 16, 8, 1, 1.0, 1.0),
        MBConvConfig(4, 3, 2, 8, 16, 2, 1.0, 1.0),
        MBConvConfig(4, 5, 2, 16, 24, 1, 1.0, 1.0),
    ]
    return tv.EfficientNet(blocks, dropout=0.2, last_channel=64, num_classes=10)


def _resnet18() -> nn.Module:
    return tm.ResNet(tm.resnet.BasicBlock, [2] * 4, num_classes=10, channels=(8, 12, 16, 20))


def _alexnet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(8, 12, 3, padding=1, groups=2),
        nn.LeakyReLU(),
        nn.AvgPool2d(3, stride=2, padding=1),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Dropout(),
        nn.Linear(48, 10),
    )


def _vit() -> nn.Module:
    return tv.VisionTransformer(
        image_size=32,
        patch_size=8,
        num_layers=2,
        num_heads=4,
        hidden_dim=32,
        mlp_dim=64,
        num_classes=10,
    )


def _swin(version: int) -> nn.Module:
    blocks = tv.swin_transformer
    v2 = {"block": blocks.SwinTransformerBlockV2, "downsample_layer": blocks.PatchMergingV2}
    return tv.SwinTransformer(
        patch_size=[2, 2],
        embed_dim=16,
        depths=[2, 2],
        num_heads=[2, 4],
        window_size=[4, 4],
        num_classes=10,
        **(v2 if version == 2 else {}),
    )


SMALL = images(32)

ENTRIES = [
    Entry("lenet5", LeNet5, images(28, 1)),
    Entry("resnet-18 (narrow)", _resnet18, SMALL),
    Entry("resnet (timm)", partial(tm.create_model, "test_resnet", num_classes=10), SMALL),
    Entry("alexnet-like", _alexnet, SMALL),
    Entry("mobilenet v2", partial(tv.mobilenet_v2, width_mult=0.25, num_classes=10), SMALL),
    Entry("mobilenet v3", partial(tv.mobilenet_v3_small, width_mult=0.25, num_classes=10), SMALL),
    Entry("efficientnet", _efficientnet, SMALL),
    Entry(
        "densenet",
        lambda: tv.DenseNet(8, (2, 2, 2), num_init_features=16, num_classes=10),
        SMALL,
    ),
    Entry("shufflenet v2", lambda: tv.ShuffleNetV2([1, 2, 1], [8, 16, 24, 32, 64], 10), images(32)),
    Entry("convnext", _convnext, SMALL),
    Entry("vit (torchvision)", _vit, SMALL),
    Entry("vit (timm)", partial(tm.create_model, "test_vit", img_size=32, num_classes=10), SMALL),
    Entry("swin", partial(_swin, 1), SMALL),
    Entry("swin v2", partial(_swin, 2), SMALL),
    Entry(
        "mlp-mixer",
        lambda: tm.mlp_mixer.MlpMixer(10, 32, patch_size=8, num_blocks=2, embed_dim=32),
        SMALL,
    ),
    Entry("u-net", UNet, _pixels),
    Entry("segnet-like", SegNet, _pixels),
    Entry("spatial transformer", SpatialTransformer, images(16)),
    Entry("3-d convolutions", _three_dimensional, vectors(2, 4, 12, 12, classes=10)),
    Entry("mobilevit v2", _mobilevit, images(64)),
]

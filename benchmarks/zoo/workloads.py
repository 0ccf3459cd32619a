"""Networks of the size that people train on one machine, for benchmarks."""

import timm.models as tm
import torchvision.models as tv
import transformers as tf
from networks import LastState, LeNet5, Logits
from torch import nn

from zoo.entry import Entry, images, next_tokens, vectors
from zoo.other import perceptron

VOCABULARY = 4096
TIME = 128
WIDTH = 256


def _resnet18() -> nn.Module:
    """For small pictures: the stem neither strides nor pools."""
    model = tv.resnet18(num_classes=10)
    model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    model.maxpool = nn.Identity()
    return model


def _vit_tiny() -> nn.Module:
    return tm.create_model("vit_tiny_patch16_224", img_size=32, patch_size=4, num_classes=10)


def _gpt2() -> nn.Module:
    config = tf.GPT2Config(
        vocab_size=VOCABULARY, n_positions=TIME, n_embd=WIDTH, n_layer=4, n_head=4
    )
    return Logits(tf.GPT2LMHeadModel(config))


def _llama() -> nn.Module:
    config = tf.LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        intermediate_size=688,
        num_hidden_layers=4,
        num_attention_heads=4,
        max_position_embeddings=TIME,
    )
    return Logits(tf.LlamaForCausalLM(config))


TOKENS = next_tokens(VOCABULARY, TIME)

WORKLOADS = [
    Entry(
        "MLP 784-256-256-10, batch 256",
        lambda: perceptron((784, 256, 256, 10)),
        vectors(784, classes=10),
        samples=256,
    ),
    Entry("LeNet-5, batch 64", LeNet5, images(28, 1), samples=64),
    Entry("ResNet-18 on 32x32, batch 32", _resnet18, images(32), samples=32),
    Entry("ViT-tiny on 32x32, batch 32", _vit_tiny, images(32), samples=32),
    Entry("GPT-2-like 4 x 256, 8 x 128 tokens", _gpt2, TOKENS, samples=8),
    Entry("Llama-like 4 x 256, 8 x 128 tokens", _llama, TOKENS, samples=8),
    Entry(
        "LSTM 128, 32 x 64 steps",
        lambda: LastState(64, 128, 10),
        vectors(64, 64, classes=10),
        samples=32,
    ),
]

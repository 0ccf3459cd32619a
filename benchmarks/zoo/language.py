"""Language models of transformers in tiny configurations."""

import transformers as tf
from networks import Classifier, Logits
from torch import Tensor, nn

from zoo.entry import Entry, labelled_tokens, next_tokens

VOCABULARY = 50
TIME = 12
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
}


class Encoder(nn.Module):
    """The mean over time of an encoder's last states, and a linear layer."""

    def __init__(self, encoder: nn.Module, width: int, classes: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.out = nn.Linear(width, classes)

    def forward(self, input_ids: Tensor) -> Tensor:
        """(batch, time) to (batch, classes)."""
        return self.out(self.encoder(input_ids=input_ids).last_hidden_state.mean(1))


def gpt2() -> nn.Module:
    """Learned positions, tied embeddings, tanh-GELU."""
    config = tf.GPT2Config(vocab_size=VOCABULARY, n_positions=64, n_embd=32, n_layer=2, n_head=4)
    return Logits(tf.GPT2LMHeadModel(config))


def llama() -> nn.Module:
    """Rotary positions, grouped key and value heads, RMSNorm, SwiGLU."""
    return Logits(tf.LlamaForCausalLM(tf.LlamaConfig(**SIZES, num_key_value_heads=2)))


def mistral() -> nn.Module:
    """As Llama, with a sliding window."""
    config = tf.MistralConfig(**SIZES, num_key_value_heads=2, sliding_window=5)
    return Logits(tf.MistralForCausalLM(config))


def qwen2() -> nn.Module:
    """As Llama, with biases of query, key and value and tied embeddings."""
    config = tf.Qwen2Config(**SIZES, num_key_value_heads=2, tie_word_embeddings=True)
    return Logits(tf.Qwen2ForCausalLM(config))


def gpt_neox() -> nn.Module:
    """Parallel attention and MLP, rotary positions of a quarter of each head."""
    return Logits(tf.GPTNeoXForCausalLM(tf.GPTNeoXConfig(**SIZES)))


def gemma2() -> nn.Module:
    """Soft-capped logits, alternating windows."""
    config = tf.Gemma2Config(**SIZES, num_key_value_heads=2, head_dim=8, sliding_window=5)
    return Logits(tf.Gemma2ForCausalLM(config))


def bert() -> nn.Module:
    """A classifier."""
    return Classifier(tf.BertForSequenceClassification(tf.BertConfig(**SIZES, num_labels=3)))


def distilbert() -> nn.Module:
    """A classifier."""
    config = tf.DistilBertConfig(
        vocab_size=VOCABULARY, dim=32, hidden_dim=48, n_layers=2, n_heads=4, num_labels=3
    )
    return Classifier(tf.DistilBertForSequenceClassification(config))


def t5_encoder() -> nn.Module:
    """Relative positions in buckets."""
    config = tf.T5Config(
        vocab_size=VOCABULARY, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=4
    )
    return Encoder(tf.T5EncoderModel(config), 32, 3)


def fnet() -> nn.Module:
    """Fourier transforms over time and features instead of attention."""
    config = tf.FNetConfig(
        vocab_size=VOCABULARY,
        hidden_size=32,
        num_hidden_layers=2,
        intermediate_size=48,
        pad_token_id=0,
    )
    return Encoder(tf.FNetModel(config), 32, 3)


def mamba() -> nn.Module:
    """A selective state-space model."""
    config = tf.MambaConfig(
        vocab_size=VOCABULARY, hidden_size=16, state_size=4, num_hidden_layers=1, time_step_rank=4
    )
    return Logits(tf.MambaForCausalLM(config))


NEXT = next_tokens(VOCABULARY, TIME)
LABELLED = labelled_tokens(VOCABULARY, TIME, 3)

ENTRIES = [
    Entry("gpt-2", gpt2, NEXT),
    Entry("llama", llama, NEXT),
    Entry("mistral", mistral, NEXT),
    Entry("qwen2", qwen2, NEXT),
    Entry("gpt-neox", gpt_neox, NEXT),
    Entry("gemma 2", gemma2, NEXT),
    Entry("bert", bert, LABELLED),
    Entry("distilbert", distilbert, LABELLED),
    Entry("t5 encoder", t5_encoder, labelled_tokens(VOCABULARY, 70, 3)),  # buckets up to 64
    Entry("fnet", fnet, LABELLED),
    Entry("mamba", mamba, next_tokens(VOCABULARY, 6)),
]

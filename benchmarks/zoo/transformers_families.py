"""One model of each family of transformers that can be made tiny, with its data."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
import transformers as tf
from networks import Classifier, Logits
from torch import Generator, Tensor, nn

from zoo.entry import Data, Entry, images
from zoo.language import LABELLED, NEXT, SIZES, Encoder

TEXT = {**SIZES, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
SHARED = {"num_key_value_heads": 2}
HEADS = {**SHARED, "head_dim": 8}
EXPERTS = {**SHARED, "num_experts": 4, "num_local_experts": 4, "num_experts_per_tok": 2}

# Mixtures of experts are exported from transformers 5 on.
ROUTED = {
    **EXPERTS,
    "n_routed_experts": 4,
    "n_shared_experts": 1,
    "n_group": 1,
    "topk_group": 1,
    "moe_intermediate_size": 16,
    "first_k_dense_replace": 1,
}
LATENT = {
    **ROUTED,
    "num_key_value_heads": 4,
    "q_lora_rank": 8,
    "kv_lora_rank": 8,
    "qk_rope_head_dim": 4,
    "qk_nope_head_dim": 4,
    "v_head_dim": 8,
}

SHARED_EXPERT = {
    **HEADS,
    **EXPERTS,
    "moe_intermediate_size": 16,
    "shared_expert_intermediate_size": 16,
}

CAUSAL: dict[str, dict[str, Any]] = {
    "ApertusForCausalLM": SHARED,
    "ArceeForCausalLM": SHARED,
    "BambaForCausalLM": {**SHARED, "mamba_n_heads": 4, "mamba_d_head": 16, "mamba_d_state": 4},
    "BertLMHeadModel": {"is_decoder": True},
    "BioGptForCausalLM": {},
    "BloomForCausalLM": {},
    "CTRLLMHeadModel": {"dff": 48},
    "CodeGenForCausalLM": {"rotary_dim": 4},
    "Cohere2ForCausalLM": {"sliding_window": 5},
    "CohereForCausalLM": {},
    "DeepseekV2ForCausalLM": LATENT,
    "DeepseekV3ForCausalLM": LATENT,
    "DiffLlamaForCausalLM": SHARED,
    "Dots1ForCausalLM": {**HEADS, **ROUTED},
    "Ernie4_5_MoeForCausalLM": {
        **SHARED,
        "moe_num_experts": 4,
        "moe_k": 2,
        "moe_intermediate_size": 16,
    },
    "Exaone4ForCausalLM": {**SHARED, "sliding_window": 5},
    "FalconForCausalLM": {},
    "FalconMambaForCausalLM": {"state_size": 4, "num_hidden_layers": 1, "time_step_rank": 4},
    "FlexOlmoForCausalLM": EXPERTS,
    "GPTBigCodeForCausalLM": {},
    "GPTJForCausalLM": {"rotary_dim": 4},
    "GPTNeoForCausalLM": {
        "attention_types": [[["global", "local"], 1]],
        "num_layers": 2,
        "window_size": 5,
    },
    "Gemma3ForCausalLM": {**HEADS, "sliding_window": 5},
    "GemmaForCausalLM": HEADS,
    "Glm4ForCausalLM": HEADS,
    "Glm4MoeForCausalLM": {**HEADS, **ROUTED},
    "GlmForCausalLM": HEADS,
    "GptOssForCausalLM": {**HEADS, **EXPERTS, "sliding_window": 5},
    "GraniteForCausalLM": {},
    "GraniteMoeForCausalLM": EXPERTS,
    "HeliumForCausalLM": HEADS,
    "HunYuanMoEV1ForCausalLM": {**HEADS, "num_experts": 4, "moe_topk": 2},
    "JetMoeForCausalLM": {**EXPERTS, "kv_channels": 8},
    "Lfm2ForCausalLM": {**SHARED, "layer_types": ["conv", "full_attention"]},
    "Llama4ForCausalLM": {**HEADS, "intermediate_size_mlp": 48, "num_local_experts": 2},
    "Mamba2ForCausalLM": {
        "num_hidden_layers": 1,
        "num_heads": 4,
        "head_dim": 16,
        "n_groups": 1,
        "state_size": 4,
        "chunk_size": 4,
    },
    "MiniMaxForCausalLM": {**HEADS, **EXPERTS},
    "MixtralForCausalLM": EXPERTS,
    "NemotronForCausalLM": SHARED,
    "OPTForCausalLM": {"ffn_dim": 48, "word_embed_proj_dim": 32},
    "Olmo2ForCausalLM": {},
    "OlmoForCausalLM": {},
    "OlmoeForCausalLM": EXPERTS,
    "OpenAIGPTLMHeadModel": {},
    "PersimmonForCausalLM": {},
    "Phi3ForCausalLM": SHARED,
    "PhiForCausalLM": {},
    "PhimoeForCausalLM": EXPERTS,
    "Qwen2MoeForCausalLM": EXPERTS,
    "Qwen3ForCausalLM": HEADS,
    "Qwen3MoeForCausalLM": {**HEADS, **EXPERTS, "moe_intermediate_size": 16},
    "Qwen3NextForCausalLM": SHARED_EXPERT,
    "Qwen3_5MoeForCausalLM": SHARED_EXPERT,
    "RwkvForCausalLM": {"attention_hidden_size": 32, "context_length": 64},
    "SeedOssForCausalLM": HEADS,
    "SmolLM3ForCausalLM": SHARED,
    "StableLmForCausalLM": {**SHARED, "partial_rotary_factor": 0.5},
    "Starcoder2ForCausalLM": SHARED,
    "VaultGemmaForCausalLM": HEADS,
    "XLNetLMHeadModel": {"d_inner": 48, "max_position_embeddings": None},
    "xLSTMForCausalLM": {"num_hidden_layers": 1, "num_heads": 4},
}

FACTORISED = {"embedding_size": 16}
RELATIVE = {"relative_attention": True, "pos_att_type": ["c2p", "p2c"], "position_buckets": 8}

ENCODERS: dict[str, dict[str, Any]] = {
    "AlbertModel": FACTORISED,
    "BigBirdModel": {"attention_type": "original_full"},
    "CamembertModel": {},
    "ConvBertModel": {},
    "DebertaModel": RELATIVE,
    "DebertaV2Model": RELATIVE,
    "ElectraModel": FACTORISED,
    "ErnieModel": {},
    "EsmModel": {"mask_token_id": 3},
    "FlaubertModel": {},
    "FunnelModel": {
        "d_head": 8,
        "d_inner": 48,
        "block_sizes": [1, 1],
        "num_hidden_layers": None,
    },
    "IBertModel": {},
    "LayoutLMModel": {},
    "LongformerModel": {"attention_window": 4},
    "MegatronBertModel": {},
    "MobileBertModel": {
        "embedding_size": 32,
        "intra_bottleneck_size": 32,
        "true_hidden_size": 32,
    },
    "ModernBertModel": {"local_attention": 6, "cls_token_id": 1, "sep_token_id": 2},
    "NystromformerModel": {"num_landmarks": 4, "segment_means_seq_len": 12},
    "RemBertModel": {},
    "RoFormerModel": {"embedding_size": 32},
    "RobertaModel": {},
    "SplinterModel": {},
    "SqueezeBertModel": {"embedding_size": 32},
    "XLMModel": {},
    "XLNetModel": {"d_inner": 48, "max_position_embeddings": None},
}

TWO_SIDED = {
    "encoder_layers": 1,
    "decoder_layers": 1,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "decoder_start_token_id": 0,
    "d_kv": 8,
    "d_ff": 48,
}

TRANSLATORS: dict[str, dict[str, Any]] = {
    "BartForConditionalGeneration": {},
    "LEDForConditionalGeneration": {"attention_window": 4},
    "LongT5ForConditionalGeneration": {"local_radius": 3},
    "M2M100ForConditionalGeneration": {},
    "MarianMTModel": {},
    "PegasusForConditionalGeneration": {},
    "T5ForConditionalGeneration": {},
}

PATCHES = {**TEXT, "image_size": 32, "patch_size": 8, "num_labels": 10}
STAGES = {
    "image_size": 32,
    "hidden_sizes": [8, 16, 16, 32],
    "depths": [1, 1, 1, 1],
    "num_attention_heads": [1, 2, 2, 4],
    "num_labels": 10,
}
WINDOWS = {
    "image_size": 32,
    "patch_size": 4,
    "embed_dim": 16,
    "depths": [1, 1],
    "num_heads": [2, 2],
    "window_size": 4,
    "num_labels": 10,
}
MOBILE = {"image_size": 32, "depth_multiplier": 0.25, "num_labels": 10}

PICTURES: dict[str, dict[str, Any]] = {
    "Beit": {**PATCHES, "use_relative_position_bias": True},
    "Bit": {**STAGES, "embedding_size": 8, "num_groups": 4},
    "ConvNext": STAGES,
    "ConvNextV2": STAGES,
    "Data2VecVision": PATCHES,
    "DeiT": PATCHES,
    "Dinov2": PATCHES,
    "Dinov2WithRegisters": PATCHES,
    "FocalNet": {**WINDOWS, "focal_levels": [2, 2], "focal_windows": [3, 3]},
    "Levit": {
        **STAGES,
        "image_size": 64,
        "hidden_sizes": [16, 32, 32],
        "num_attention_heads": [1, 2, 2],
        "depths": [1, 1, 1],
        "key_dim": [8, 8, 8],
    },
    "MobileNetV1": MOBILE,
    "MobileNetV2": MOBILE,
    "MobileViT": {
        "image_size": 64,
        "hidden_sizes": [16, 24, 32],
        "neck_hidden_sizes": [8, 8, 16, 16, 24, 32, 64],
        "num_labels": 10,
    },
    "PoolFormer": STAGES,
    "Pvt": STAGES,
    "PvtV2": STAGES,
    "RegNet": {**STAGES, "embedding_size": 8, "groups_width": 8},
    "ResNet": {**STAGES, "embedding_size": 8, "layer_type": "basic"},
    "Segformer": STAGES,
    "SwiftFormer": {**STAGES, "image_size": 64, "embed_dims": [8, 16, 24, 32]},
    "Swin": WINDOWS,
    "Swinv2": WINDOWS,
    "ViT": PATCHES,
    "ViTMSN": PATCHES,
}

WAVES = {
    **TEXT,
    "conv_dim": [8, 8, 8],
    "conv_kernel": [10, 3, 3],
    "conv_stride": [5, 2, 2],
    "num_feat_extract_layers": 3,
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 4,
    "classifier_proj_size": 16,
    "num_labels": 3,
}
SOUNDS = ("Data2VecAudio", "Hubert", "SEW", "UniSpeech", "Wav2Vec2", "Wav2Vec2Conformer", "WavLM")


class Translator(nn.Module):
    """Logits where the same tokens are read and written."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        """(batch, time) to (batch, time, vocabulary)."""
        return self.model(input_ids=input_ids, decoder_input_ids=input_ids, use_cache=False).logits


def sounds(samples: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Noise, each with a class."""
    x = torch.randn(samples, 800, generator=generator)
    return x, torch.randint(3, (samples,), generator=generator)


def made(name: str, settings: dict[str, Any]) -> nn.Module:
    """A model of transformers; what is None keeps its default."""
    kind = getattr(tf, name)
    given = {key: value for key, value in settings.items() if value is not None}
    return kind(kind.config_class(**given))


def encoder(model: nn.Module) -> nn.Module:
    """Classifies an encoder's states."""
    return Encoder(model, TEXT["hidden_size"], 3)


def entries(chosen: Callable[[str], bool]) -> Iterator[Entry]:
    """One after the other, of those whose names are chosen."""
    return (entry for entry in _all() if chosen(entry.name))


def _all() -> Iterator[Entry]:
    def entry(
        name: str, settings: dict[str, Any], wrap: Callable[[nn.Module], nn.Module], data: Data
    ) -> Entry:
        return Entry(f"transformers {name}", lambda: wrap(made(name, settings)), data)

    for name, settings in CAUSAL.items():
        yield entry(name, {**TEXT, **settings}, Logits, NEXT)
    for name, settings in ENCODERS.items():
        yield entry(name, {**TEXT, **settings}, encoder, LABELLED)
    for name, settings in TRANSLATORS.items():
        yield entry(name, {**TEXT, **TWO_SIDED, **settings}, Translator, NEXT)
    for name, settings in PICTURES.items():
        pictures = images(settings.get("image_size", 32))
        yield entry(f"{name}ForImageClassification", settings, Classifier, pictures)
    for name in SOUNDS:
        yield entry(f"{name}ForSequenceClassification", WAVES, Classifier, sounds)

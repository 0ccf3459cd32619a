# shellcheck shell=bash
# Whole models of torchvision, timm and transformers beside PyTorch's float64 numbers: all of them.
part_models() {
  benchmarks/bench.sh models
}

# One of each family; a part of every run.
part_models_short() {
  benchmarks/bench.sh models --short
}

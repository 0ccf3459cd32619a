"""Trains a network on scikit-learn's digits, watched by Basinwatch.

./basinwatch up                             # in another terminal
pip install ./trainers/python torch scikit-learn
python trainers/python/examples/digits.py
"""

import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.functional import cross_entropy

import basinwatch


def main() -> None:
    """Trains for some epochs, and prints the accuracy on held-out digits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kafka", default="localhost:9092")
    parser.add_argument("--epochs", type=int, default=30)
    options = parser.parse_args()

    torch.manual_seed(0)
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images / 16, labels, test_size=360, stratify=labels, random_state=0)
    x, test_x, y, test_y = (torch.from_numpy(array) for array in split)
    x, test_x = x.float(), test_x.float()

    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    with basinwatch.watch(
        model,
        name="digits (PyTorch)",
        loss="cross-entropy",
        train_probe=(x, y),
        heldout_probe=(test_x, test_y),
        dataset_size=len(x),
        kafka=options.kafka,
        optimizer=optimizer,
        batch_size=64,
    ) as watch:
        step = 0
        for _ in range(options.epochs):
            for batch in torch.randperm(len(x)).split(64):
                optimizer.zero_grad()
                loss = cross_entropy(model(x[batch]), y[batch])
                loss.backward()
                optimizer.step()
                step += 1
                watch.loss(step, loss)
            watch.checkpoint(step)

    with torch.no_grad():
        accuracy = (model(test_x).argmax(1) == test_y).float().mean().item()
    print(f"run {watch.run_id}: {accuracy:.1%} of the held-out digits")


if __name__ == "__main__":
    main()

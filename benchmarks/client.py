"""`bench client`: what the PyTorch client costs in the training thread.

No broker is there, which is the worst case: everything stays in buffers. `watch.loss` is timed over
many calls, `watch.checkpoint` beside one copy of the weights with torch.
"""

import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from case import perceptron
from report import Row, arguments, report
from torch import nn

import basinwatch

LOSSES = 20_000
CHECKPOINTS = 20
ROUNDS = 5
WIDTHS = (784, 1024, 1024, 10)  # 1.9 million parameters, 7.5 MB


def seconds_of(action: Callable[[], object], times: int) -> float:
    """The time of one action, of several."""
    start = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - start) / times


def losses(watch: basinwatch.Watch, device: str) -> Row:
    """The cost of `watch.loss` with a tensor that has a graph behind it."""
    loss = torch.ones((), device=device, requires_grad=True) * 2
    rounds = []
    for _ in range(ROUNDS):
        rounds.append(seconds_of(lambda: watch.loss(1, loss), LOSSES // ROUNDS))
    return Row(f"watch.loss, tensor on {device}", None, "microseconds", 1e6 * median(rounds))


def checkpoints(watch: basinwatch.Watch, network: nn.Module) -> Row:
    """The cost of `watch.checkpoint` beside one copy of the weights."""
    ours, theirs = [], []
    for step in range(CHECKPOINTS):
        ours.append(seconds_of(lambda step=step: watch.checkpoint(step), 1))
        theirs.append(
            seconds_of(lambda: [tensor.clone() for tensor in network.state_dict().values()], 1)
        )
    copy, clone = (1e6 * median(times) for times in (ours, theirs))
    return Row(
        "watch.checkpoint, 1.9 million parameters",
        "torch's clone of the weights",
        "microseconds",
        copy,
        clone,
        clone / copy,
    )


def wait_for_export(home: Path) -> None:
    """Waits until the client has nothing to do but what is timed."""
    deadline = time.monotonic() + 120
    while not list(home.glob("outbox/*/*-basinwatch.runs")):
        if time.monotonic() > deadline:
            raise SystemExit("error: the model was not exported within 120 s")
        time.sleep(0.1)


def main() -> None:
    """Runs both."""
    options = arguments(__doc__).parse_args()
    logging.getLogger("basinwatch").setLevel(logging.ERROR)
    torch.manual_seed(1)
    network = perceptron(WIDTHS)
    with tempfile.TemporaryDirectory() as home:
        os.environ["BASINWATCH_HOME"] = home
        watch = basinwatch.watch(
            network,
            name="bench",
            loss="cross-entropy",
            train_probe=(torch.randn(64, 784), torch.zeros(64, dtype=torch.long)),
            dataset_size=64,
            kafka="127.0.0.1:1",
        )
        wait_for_export(Path(home))
        devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
        rows = [losses(watch, device) for device in devices]
        rows.append(checkpoints(watch, network))
        watch.finish(timeout=30)
    kernel = f"torch {torch.__version__} {torch.backends.cpu.get_cpu_capability()}"
    report(rows, kernel, torch.get_num_threads(), options.output)


if __name__ == "__main__":
    main()

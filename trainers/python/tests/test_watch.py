"""A whole run against a real broker."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
import torch
from safetensors.torch import load
from torch import nn
from torch.nn.functional import cross_entropy

import basinwatch
from basinwatch.v1.checkpoint_pb2 import CheckpointSaved
from basinwatch.v1.losses_pb2 import MinibatchLosses
from basinwatch.v1.run_pb2 import RunEvent, RunFinished
from watching import start


def train(watch, network, samples, steps):
    x, y = samples
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = cross_entropy(network(x), y)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(network.parameters(), 1e9)
        optimizer.step()
        watch.loss(step, loss, learning_rate=0.1, gradient_norm=norm)
        if step % 10 == 0:
            watch.checkpoint(step)


def run_of(broker, run_id):
    return [RunEvent.FromString(value) for _, value in broker.records("basinwatch.runs", run_id)]


def test_a_run_arrives_whole(broker, network, samples):
    # Given
    initial = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, weight_decay=0.01)

    # When
    watch = basinwatch.watch(
        network,
        name="a run: é",
        loss="cross-entropy",
        train_probe=samples,
        heldout_probe=(samples[0][:7], samples[1][:7]),
        dataset_size=100,
        kafka=broker.address,
        labels={"seed": 1},
        settings={"llc.draws": 20},
        optimizer=optimizer,
        batch_size=20,
    )
    train(watch, network, samples, 25)
    watch.finish()

    # Then
    started, finished = run_of(broker, watch.run_id)
    assert not started.HasField("finished")
    assert finished.started == started.started
    run = started.started
    assert (run.name, run.loss, run.dataset_size) == ("a run: é", "cross-entropy", 100)
    assert (dict(run.labels), dict(run.settings)) == ({"seed": "1"}, {"llc.draws": "20"})
    assert (run.optimizer.name, run.optimizer.batch_size) == ("adam", 20)
    assert run.optimizer.momentum == 0.9
    assert run.framework == f"pytorch {torch.__version__}"
    assert load(run.initial_weights.inline).keys() == initial.keys()
    for name, tensor in load(run.initial_weights.inline).items():
        assert torch.equal(tensor, initial[name])
    probe = load(run.train_probe.inline)
    graph = onnx.load_from_string(run.model.inline).graph
    assert torch.equal(probe[graph.input[0].name], samples[0])
    assert torch.equal(probe["target"], samples[1])
    assert len(load(run.heldout_probe.inline)["target"]) == 7
    assert finished.finished.outcome == RunFinished.OUTCOME_COMPLETED
    assert (finished.finished.checkpoints, finished.finished.last_step) == (2, 25)
    assert finished.finished.dropped_losses == 0


def test_losses_and_checkpoints_arrive(broker, network, samples):
    # Given / When
    with start(broker, network, samples, batch_size=20) as watch:
        train(watch, network, samples, 20)

    # Then
    records = broker.records("basinwatch.losses", watch.run_id)
    events = [MinibatchLosses.FromString(value) for _, value in records]
    assert [step for event in events for step in event.step] == list(range(1, 21))
    assert {rate for event in events for rate in event.learning_rate} == {0.1}
    assert all(norm > 0 for event in events for norm in event.gradient_norm)
    checkpoints = dict(broker.records("basinwatch.checkpoints", watch.run_id))
    assert checkpoints.keys() == {f"{watch.run_id}/10", f"{watch.run_id}/20"}
    newest = CheckpointSaved.FromString(checkpoints[f"{watch.run_id}/20"])
    assert (newest.step, newest.samples_seen) == (20, 400)
    weights = newest.weights
    assert hashlib.sha256(weights.inline).digest() == weights.sha256
    assert len(weights.inline) == weights.size_bytes
    assert torch.equal(load(weights.inline)["2.bias"], network[2].bias)


def test_heldout_losses_arrive_as_such(broker, network, samples):
    # Given / When
    with start(broker, network, samples) as watch:
        watch.loss(1, 0.5)
        watch.heldout_loss(1, torch.tensor(0.75))

    # Then
    records = broker.records("basinwatch.losses", watch.run_id)
    events = [MinibatchLosses.FromString(value) for _, value in records]
    assert {(event.split, *event.step, *event.loss) for event in events} == {
        (MinibatchLosses.SPLIT_TRAIN, 1, 0.5),
        (MinibatchLosses.SPLIT_HELDOUT, 1, 0.75),
    }


def test_what_is_large_goes_to_the_store(broker, home, samples):
    # Given
    wide = nn.Sequential(nn.Linear(4, 50_000), nn.Linear(50_000, 3))

    # When
    with start(broker, wide, samples) as watch:
        watch.checkpoint(5)

    # Then
    [(_, value)] = broker.records("basinwatch.checkpoints", watch.run_id)
    weights = CheckpointSaved.FromString(value).weights
    [path] = (home / "store" / watch.run_id).glob("*-5.safetensors")
    assert weights.uri == path.as_uri()
    assert hashlib.sha256(path.read_bytes()).digest() == weights.sha256


def test_a_step_that_is_saved_twice_is_one_checkpoint_in_two_files(broker, samples):
    # Given
    wide = nn.Sequential(nn.Linear(4, 50_000), nn.Linear(50_000, 3))

    # When
    with start(broker, wide, samples) as watch:
        watch.checkpoint(5)
        nn.init.zeros_(wide[1].bias)
        watch.checkpoint(5)

    # Then
    records = broker.records("basinwatch.checkpoints", watch.run_id)
    saved = [CheckpointSaved.FromString(value).weights for _, value in records]
    assert len(saved) == 2
    for weights in saved:
        data = Path(weights.uri.removeprefix("file://")).read_bytes()
        assert hashlib.sha256(data).digest() == weights.sha256
    assert run_of(broker, watch.run_id)[-1].finished.checkpoints == 1


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (0, RunFinished.OUTCOME_COMPLETED, ""),
        (3, RunFinished.OUTCOME_FAILED, "SystemExit: 3"),
    ],
)
def test_an_exit_ends_the_run_by_its_code(broker, network, samples, code, outcome, reason):
    # Given / When
    with pytest.raises(SystemExit), start(broker, network, samples) as watch:
        sys.exit(code)

    # Then
    finished = run_of(broker, watch.run_id)[-1].finished
    assert (finished.outcome, finished.reason) == (outcome, reason)


def test_an_exception_ends_the_run_as_failed(broker, network, samples):
    # Given / When
    with pytest.raises(ZeroDivisionError), start(broker, network, samples) as watch:
        watch.loss(1, 1 / 0)

    # Then
    finished = run_of(broker, watch.run_id)[-1].finished
    assert finished.outcome == RunFinished.OUTCOME_FAILED
    assert finished.reason == "ZeroDivisionError: division by zero"


SOURCES = Path(__file__).parents[1] / "src"

SCRIPT = """
import sys, torch, basinwatch
watch = basinwatch.watch(torch.nn.Linear(2, 1), name="exits", loss="squared-error",
                         train_probe=(torch.ones(4, 2), torch.ones(4, 1)), dataset_size=4,
                         kafka=sys.argv[1])
print(watch.run_id)
watch.loss(7, 0.5)
raise SystemError("out of luck")
"""


def test_a_program_that_dies_without_finish_is_reported(broker):
    # Given
    program = [sys.executable, "-c", SCRIPT, broker.address]
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}

    # When
    ended = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120)

    # Then
    assert ended.returncode == 1
    run_id = ended.stdout.strip()
    finished = run_of(broker, run_id)[-1].finished
    assert finished.reason == "SystemError: out of luck"
    assert finished.last_step == 7
    assert len(broker.records("basinwatch.losses", run_id)) == 1


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        return self.layer(x) if x.sum() > 0 else self.layer(-x)


def test_a_model_that_cannot_be_exported_leaves_training_alone(broker, samples, warnings_of):
    # Given
    model = Branches()

    # When
    with basinwatch.watch(
        model,
        name="branches",
        loss="cross-entropy",
        train_probe=samples,
        dataset_size=20,
        kafka=broker.address,
    ) as watch:
        watch.loss(1, 0.5)
        watch.checkpoint(1)

    # Then
    [warning] = warnings_of()
    assert warning.startswith(
        "the run is not watched, training goes on: the model cannot be exported to ONNX: "
        "Could not guard on data-dependent expression"
    )
    assert run_of(broker, watch.run_id) == []


def test_the_example_trains_and_publishes(broker):
    # Given
    example = Path(__file__).parents[1] / "examples" / "digits.py"
    program = [sys.executable, example, "--kafka", broker.address, "--epochs", "10"]
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}

    # When
    ended = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=300)

    # Then
    said = re.fullmatch(r"run (\S+): (\S+)% of the held-out digits\n", ended.stdout)
    assert said, ended.stderr
    assert float(said[2]) >= 90
    assert run_of(broker, said[1])[-1].finished.checkpoints == 10

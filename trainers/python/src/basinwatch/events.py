"""Kafka topics, and the events of basinwatch.v1 as this client makes them."""

import math
from collections.abc import Sequence
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from basinwatch.arguments import described, whole_number
from basinwatch.v1.checkpoint_pb2 import CheckpointSaved
from basinwatch.v1.losses_pb2 import MinibatchLosses
from basinwatch.v1.reference_pb2 import Reference
from basinwatch.v1.run_pb2 import Optimizer, RunEvent, RunFinished, RunStarted

RUNS = "basinwatch.runs"
LOSSES = "basinwatch.losses"
CHECKPOINTS = "basinwatch.checkpoints"

# (step, loss, learning rate, gradient norm)
LossEntry = tuple[int, float, float | None, float | None]
Split = MinibatchLosses.Split


def now() -> Timestamp:
    """The current time."""
    timestamp = Timestamp()
    timestamp.GetCurrentTime()
    return timestamp


def key(topic: str, value: bytes) -> str:
    """The record's key, which the event determines."""
    if topic == RUNS:
        return RunEvent.FromString(value).started.run_id
    event = CheckpointSaved.FromString(value)
    return f"{event.run_id}/{event.step}"


def losses(run_id: str, split: Split, entries: Sequence[LossEntry]) -> MinibatchLosses:
    """Packs losses; a learning rate or gradient norm that only some have is NaN for the others."""
    steps, values, rates, norms = zip(*entries, strict=True)
    return MinibatchLosses(
        run_id=run_id,
        step=steps,
        loss=values,
        learning_rate=_optional(rates),
        gradient_norm=_optional(norms),
        split=split,
        sent_at=now(),
    )


def _optional(numbers: Sequence[float | None]) -> list[float]:
    if all(number is None for number in numbers):
        return []
    return [math.nan if number is None else number for number in numbers]


def checkpoint(
    run_id: str, step: int, samples_seen: int, weights: Reference, saved_at: Timestamp
) -> CheckpointSaved:
    """A checkpoint was saved."""
    return CheckpointSaved(
        run_id=run_id, step=step, samples_seen=samples_seen, weights=weights, saved_at=saved_at
    )


def finished(started: RunStarted, failure: str | None, **facts: int) -> RunEvent:
    """The run is over; the topic is compacted, so the event repeats how it started."""
    outcome = RunFinished.OUTCOME_FAILED if failure else RunFinished.OUTCOME_COMPLETED
    return RunEvent(
        started=started,
        finished=RunFinished(finished_at=now(), outcome=outcome, reason=failure or "", **facts),
    )


def optimizer(source: Any, batch_size: int | None) -> Optimizer:
    """What a torch.optim.Optimizer tells of itself; of several groups, the first counts."""
    facts = Optimizer()
    if batch_size is not None:
        facts.batch_size = whole_number("batch_size", batch_size, 1)
    if source is not None:
        if not hasattr(source, "param_groups"):
            raise ValueError(f"optimizer must be a torch.optim.Optimizer, not {described(source)}")
        group = source.param_groups[0]
        facts.name = type(source).__name__.lower()
        facts.learning_rate = _known(group.get("lr"))
        facts.momentum = _known(group.get("momentum", group.get("betas", (None,))[0]))
        facts.weight_decay = _known(group.get("weight_decay"))
    return facts


def _known(number: Any) -> float:
    return 0.0 if number is None else float(number)

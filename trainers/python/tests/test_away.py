"""A broker that is away: training goes on, nothing but counted losses is lost."""

import threading

import pytest

import basinwatch
from basinwatch import link, publisher
from basinwatch.child import Child
from basinwatch.v1.losses_pb2 import MinibatchLosses
from basinwatch.v1.run_pb2 import RunEvent
from broker import Broker, free_port
from waiting import wait_for

AWAY = "does not answer; training goes on, checkpoints are sent later"


@pytest.fixture
def away(tmp_path, monkeypatch):
    """A broker that is not there yet."""
    monkeypatch.setattr(link, "PATIENCE_SECONDS", 0.5)
    (tmp_path / "late").mkdir()
    broker = Broker(tmp_path / "late", free_port())
    yield broker
    broker.stop()


def watch(broker, network, samples, name):
    return basinwatch.watch(
        network,
        name=name,
        loss="cross-entropy",
        train_probe=samples,
        dataset_size=20,
        kafka=broker.address,
    )


def steps_in(broker, run_id):
    records = broker.records("basinwatch.losses", run_id)
    return [s for _, value in records for s in MinibatchLosses.FromString(value).step]


def give_up(run, home):
    """Finishes while the broker is away, once there is something to leave."""
    wait_for(lambda: list((home / "outbox").glob("*/*-basinwatch.checkpoints")))
    run.finish(timeout=1)


def test_a_broker_that_comes_late_gets_everything(away, network, samples, warnings_of):
    # Given
    run = watch(away, network, samples, "late")
    for step in range(1, 101):
        run.loss(step, 1.0 / step)
    run.checkpoint(100)
    wait_for(warnings_of)

    # When
    away.start()
    run.finish()

    # Then
    [warning] = warnings_of()
    assert AWAY in warning
    assert steps_in(away, run.run_id) == list(range(1, 101))
    assert len(away.records("basinwatch.checkpoints", run.run_id)) == 1
    finished = RunEvent.FromString(away.records("basinwatch.runs", run.run_id)[-1][1]).finished
    assert (finished.checkpoints, finished.dropped_losses) == (1, 0)


def test_what_is_left_is_sent_by_the_next_run(away, home, network, samples, warnings_of):
    # Given
    first = watch(away, network, samples, "first")
    first.loss(1, 0.5)
    first.checkpoint(1)
    give_up(first, home)
    away.start()

    # When
    with watch(away, network, samples, "second") as second:
        wait_for(lambda: len(away.records("basinwatch.runs", first.run_id)) == 2)

    # Then
    assert "is kept on disk" in warnings_of()[-1]
    finished = RunEvent.FromString(away.records("basinwatch.runs", first.run_id)[-1][1]).finished
    assert (finished.checkpoints, finished.dropped_losses) == (1, 1)
    assert len(away.records("basinwatch.checkpoints", first.run_id)) == 1
    assert len(away.records("basinwatch.runs", second.run_id)) == 2
    assert list((home / "outbox").iterdir()) == []


def test_resume_sends_what_is_left(away, home, network, samples):
    # Given
    run = watch(away, network, samples, "resumed")
    run.checkpoint(3)
    give_up(run, home)
    before = basinwatch.resume(timeout=0.5)
    away.start()

    # When
    after = basinwatch.resume()

    # Then
    assert (before, after) == (3, 0)
    assert len(away.records("basinwatch.runs", run.run_id)) == 2
    assert len(away.records("basinwatch.checkpoints", run.run_id)) == 1


def test_what_keeps_a_checkpoint_from_being_taken_is_said(
    away, network, samples, warnings_of, monkeypatch
):
    # Given
    exported = threading.Event()
    monkeypatch.setattr(publisher, "PENDING_BYTES", 0)
    monkeypatch.setattr(Child, "result", lambda _: exported.wait() and b"")
    run = watch(away, network, samples, "slow")

    # When
    for step in (1, 2, 3):
        run.checkpoint(step)
    exported.set()
    run.finish(timeout=1)

    # Then
    left_out = [warning for warning in warnings_of() if "left out" in warning]
    assert left_out == ["the checkpoint of step 3 is left out: the model is still being exported"]

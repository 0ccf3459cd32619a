"""What goes wrong in the client is said once, and never reaches the training loop."""

import gc
import os
import sys
import threading
import time
import weakref

import pytest
import torch
from torch import nn

import basinwatch
from basinwatch import events
from basinwatch.outbox import Outbox, abandoned
from basinwatch.publisher import Checkpoint, Publisher
from basinwatch.sender import OutboxSender, Sender
from basinwatch.store import Store
from basinwatch.v1.losses_pb2 import MinibatchLosses
from basinwatch.v1.run_pb2 import RunEvent, RunStarted
from basinwatch.weights import Weights
from broken import Broken
from waiting import wait_for
from watching import start

# The package has a function of the module's name.
watching = sys.modules["basinwatch.watch"]


def losses_of(broker, run):
    records = broker.records("basinwatch.losses", run.run_id)
    return [loss for _, value in records for loss in MinibatchLosses.FromString(value).loss]


def finished(broker, run):
    records = broker.records("basinwatch.runs", run.run_id)
    return RunEvent.FromString(records[-1][1]).finished


def fail(error):
    def failing(*_, **__):
        raise error

    return failing


def test_losses_that_are_none_are_told_once_and_counted(broker, network, samples, warnings_of):
    # Given
    run = start(broker, network, samples)

    # When
    run.loss(1, 0.5, learning_rate=[0.1])
    run.loss(2, torch.ones(2))
    run.loss(3, None)
    run.loss(4.5, 0.5)
    run.loss(5, 0.25)
    run.finish()

    # Then
    assert warnings_of() == [
        "a loss is left out, as others like it will be: learning_rate must be one number, not list"
    ]
    assert losses_of(broker, run) == [0.25]
    assert finished(broker, run).dropped_losses == 4


def test_a_device_that_fails_ends_no_run(broker, network, samples, warnings_of):
    # Given
    run = start(broker, network, samples)

    # When
    run.loss(1, torch.tensor(0.5).as_subclass(Broken))
    run.checkpoint(1)
    run.finish()

    # Then
    assert warnings_of() == ["something cannot be sent, the rest goes on: CUDA error"]
    assert (finished(broker, run).checkpoints, finished(broker, run).dropped_losses) == (1, 1)


def leave_unreadable(run_id, address):
    """Leaves an outbox with an event that cannot be read."""
    outbox = Outbox.create(run_id, address)
    (outbox.folder / "00000001-basinwatch.runs").mkdir()
    outbox.close()


def leave_start(run_id, address):
    """Leaves an outbox with a run's start."""
    outbox = Outbox.create(run_id, address)
    start = RunEvent(started=RunStarted(run_id=run_id))
    outbox.put(events.RUNS, start.SerializeToString())
    outbox.close()
    return outbox.folder


def test_an_outbox_that_cannot_be_sent_keeps_no_other_from_it(
    broker, home, network, samples, warnings_of
):
    # Given
    leave_unreadable("a-run", broker.address)
    other = leave_start("b-run", broker.address)

    # When
    with start(broker, network, samples) as run:
        wait_for(lambda: not other.exists())

    # Then
    assert finished(broker, run).HasField("finished_at")
    assert len(broker.records("basinwatch.runs", "b-run")) == 1
    assert [path.name for path in (home / "outbox").iterdir()] == ["a-run"]
    [warning] = warnings_of()
    assert warning.startswith(f"{home}/outbox/a-run cannot be sent, the rest goes on: ")


def test_resume_goes_on_after_an_outbox_that_cannot_be_sent(broker, home, warnings_of):
    # Given
    leave_unreadable("a-resumed", broker.address)
    leave_start("b-resumed", broker.address)

    # When
    left = basinwatch.resume()

    # Then
    assert left == 1
    assert len(broker.records("basinwatch.runs", "b-resumed")) == 1
    assert [outbox.folder.name for outbox in abandoned()] == ["a-resumed"]
    [warning] = warnings_of()
    assert warning.startswith(f"{home}/outbox/a-resumed cannot be sent, the rest goes on: ")


class FullLink:
    """Has no place for the first record."""

    def __init__(self):
        self.sent = []

    def send(self, topic, key, *_):
        self.sent.append((topic, key))
        if len(self.sent) == 1:
            raise BufferError("Local: Queue full")


def test_what_finds_no_place_in_the_queue_is_sent_again(home):
    # Given
    outbox = Outbox.create("run", "127.0.0.1:1")
    outbox.put(events.RUNS, RunEvent(started=RunStarted(run_id="run")).SerializeToString())
    link = FullLink()
    sender = OutboxSender(link, outbox)

    # When
    with pytest.raises(BufferError):
        sender.send()
    sender.send()

    # Then
    assert link.sent == [("basinwatch.runs", "run")] * 2


class EmptyOutbox:
    """Is found empty just before somebody puts something into it, and waits for that."""

    def __init__(self, sender):
        self.sender = sender
        self.told = None

    def send(self):
        if self.told is None:
            self.sender.wait_for_events(0)
            self.told = self.sender._events_delivered
        return True


def test_who_waits_since_the_middle_of_a_tick_waits_for_the_next():
    # Given
    sender = Sender("run", "127.0.0.1:1", {})
    outbox = EmptyOutbox(sender)
    sender._outboxes = [outbox]

    # When
    sender._tick()
    first = outbox.told.is_set()
    sender._tick()

    # Then
    assert not first
    assert outbox.told.is_set()


def test_an_outbox_vanishes_with_what_a_crash_left_in_it(home):
    # Given
    outbox = Outbox.create("run", "127.0.0.1:1")
    (outbox.folder / ".killed.part").write_bytes(b"half")

    # When
    outbox.close()

    # Then
    assert list((home / "outbox").iterdir()) == []


@pytest.mark.parametrize("name", ["kafka", "lock"])
def test_an_outbox_that_cannot_be_read_is_passed_over(home, name):
    # Given
    (home / "outbox" / "a-run" / name).mkdir(parents=True)
    whole = Outbox.create("b-run", "127.0.0.1:1")
    os.close(whole._lock)

    # When
    found = list(abandoned())

    # Then
    assert [outbox.folder.name for outbox in found] == ["b-run"]


def test_a_full_disk_at_the_end_raises_nothing(broker, network, samples, warnings_of, monkeypatch):
    # Given
    run = start(broker, network, samples)
    run.checkpoint(1)
    monkeypatch.setattr(events, "finished", fail(OSError("No space left on device")))

    # When
    run.finish()

    # Then
    assert warnings_of() == ["the end of the run is lost: No space left on device"]
    assert len(broker.records("basinwatch.checkpoints", run.run_id)) == 1


def test_a_copy_that_finds_no_memory_raises_nothing(
    broker, network, samples, warnings_of, monkeypatch
):
    # Given
    run = start(broker, network, samples)
    monkeypatch.setattr(Weights, "copy", fail(RuntimeError("out of memory")))

    # When
    run.checkpoint(1)
    run.checkpoint("two")
    run.finish()

    # Then
    assert warnings_of() == [
        "the checkpoint of step 1 is lost: out of memory",
        "the checkpoint of step two is lost: step must be a whole number of at least 0, not 'two'",
    ]


def test_a_checkpoint_with_a_layer_that_is_new_is_refused(broker, network, samples, warnings_of):
    # Given
    run = start(broker, network, samples)
    run.checkpoint(1)

    # When
    network.append(nn.Linear(3, 3))
    run.checkpoint(2)
    run.finish()

    # Then
    assert warnings_of() == [
        "the checkpoint of step 2 is lost:"
        " 3.weight is new: the model is measured as it was at watch()"
    ]
    assert finished(broker, run).checkpoints == 1


def test_a_run_that_is_finished_takes_no_checkpoint(broker, network, samples, warnings_of):
    # Given
    with start(broker, network, samples) as run:
        pass

    # When
    run.checkpoint(4)

    # Then
    assert warnings_of() == ["the checkpoint of step 4 is left out: the watch is finished"]


@pytest.fixture
def forks(monkeypatch):
    """(thread, process) of each fork."""
    found, fork = [], os.fork

    def recorded():
        process = fork()
        if process:
            found.append((threading.get_ident(), process))
        return process

    monkeypatch.setattr(os, "fork", recorded)
    return found


@pytest.fixture
def hanging(monkeypatch):
    """An export that gets nowhere."""
    monkeypatch.setattr(watching, "export", lambda *_: time.sleep(600))


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_export_is_forked_in_the_thread_that_trains(broker, network, samples, forks):
    # Given / When
    run = start(broker, network, samples)
    during = list(forks)
    run.finish()

    # Then
    assert [thread for thread, _ in during] == [threading.get_ident()]
    assert forks == during


def test_an_export_that_hangs_is_killed_when_its_time_is_over(
    broker, network, samples, warnings_of, forks, hanging, monkeypatch
):
    # Given
    monkeypatch.setattr(watching, "EXPORT_SECONDS", 1.0)

    # When
    run = start(broker, network, samples)
    wait_for(warnings_of)

    # Then
    [(_, process)] = forks
    assert not is_there(process)
    assert warnings_of() == [
        "the run is not watched, training goes on:"
        " the model cannot be exported to ONNX: it took longer than 1 s"
    ]
    run.finish()


@pytest.mark.parametrize(
    "end", [lambda run: run.finish(timeout=0.5), lambda run: run._at_exit()], ids=["finish", "exit"]
)
def test_an_export_that_hangs_is_killed_with_its_run(
    end, broker, network, samples, warnings_of, forks, hanging, monkeypatch
):
    # Given
    monkeypatch.setattr(watching, "EXIT_SECONDS", 0.5)
    run = start(broker, network, samples)
    [(_, process)] = forks
    before = is_there(process)

    # When
    end(run)

    # Then
    assert before
    assert not is_there(process)
    assert f"run {run.run_id} could not be prepared within 0 s" in warnings_of()


def test_a_fork_that_fails_raises_nothing(broker, network, samples, warnings_of, monkeypatch):
    # Given
    monkeypatch.setattr(os, "fork", fail(OSError("Cannot allocate memory")))

    # When
    run = start(broker, network, samples)
    run.finish()

    # Then
    assert warnings_of() == [
        "the run is not watched, training goes on:"
        " no process can be started for the export: Cannot allocate memory"
    ]


class Branches(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


def test_a_run_that_is_not_watched_copies_nothing(broker, samples, warnings_of, monkeypatch):
    # Given
    run = start(broker, Branches(), samples)
    wait_for(warnings_of)
    monkeypatch.setattr(Weights, "copy", fail(AssertionError("copied")))

    # When
    run.loss(1, 0.5)
    run.checkpoint(1)

    # Then
    [warning] = warnings_of()
    assert warning.startswith("the run is not watched")
    assert len(run._losses) == 0
    run.finish()


def test_targets_that_the_model_has_no_class_for_are_told_at_once(
    broker, network, samples, warnings_of
):
    # Given
    inputs, classes = samples
    classes[7] = 3

    # When
    run = start(broker, network, samples, heldout_probe=(inputs, classes))
    wait_for(warnings_of)
    run.finish()

    # Then
    assert warnings_of() == [
        "the run is not watched, training goes on: train_probe: a target of sample 7 is 3, not a"
        " class below 3"
    ]


class Prepare:
    """Stands for copies of the model and of the probes."""

    def __call__(self):
        return RunStarted(run_id="run")


def test_the_publisher_keeps_no_copies(home):
    # Given
    opened = threading.Event()
    prepare = Prepare()
    weights = Weights({"w": torch.ones(3)}, [])
    references = [weakref.ref(prepare), weakref.ref(weights)]
    publisher = Publisher(prepare, Store(home), "127.0.0.1:1", lambda _: opened.set())
    publisher.start()

    # When
    publisher.put(Checkpoint(1, 0, weights, events.now()))
    del prepare, weights

    # Then
    wait_for(lambda: gc.collect() >= 0 and not any(reference() for reference in references))
    assert opened.is_set()
    publisher.finish(60)


def test_a_failure_that_is_no_unicode_is_told():
    # When, Then
    assert watching._failure(RuntimeError("bad file \udcff")) == "RuntimeError: bad file \\udcff"

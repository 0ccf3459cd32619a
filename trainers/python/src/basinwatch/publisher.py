"""The thread that turns a model and its checkpoints into events on disk."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp

from basinwatch import events
from basinwatch.child import one_line
from basinwatch.outbox import Outbox
from basinwatch.store import Store
from basinwatch.v1.run_pb2 import RunEvent, RunStarted
from basinwatch.weights import Weights

log = logging.getLogger("basinwatch")

# Copies that wait to be written may take this much memory; two of any size may wait.
PENDING_BYTES = 1 << 30
PENDING_ALWAYS = 2


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint on its way."""

    step: int
    samples_seen: int
    weights: Weights
    saved_at: Timestamp


class Publisher(threading.Thread):
    """Prepares the run's start, then writes checkpoints in the order in which they were saved."""

    def __init__(
        self,
        prepare: Callable[[], RunStarted],
        store: Store,
        kafka_address: str,
        opened: Callable[[Outbox], None],
    ) -> None:
        super().__init__(name="basinwatch-publisher", daemon=True)
        self.started: RunStarted | None = None
        self.failed = False  # the run is not watched
        self._steps: set[int] = set()  # of checkpoints
        self._prepare = prepare
        self._store = store
        self._kafka_address = kafka_address
        self._opened = opened
        self._outbox: Outbox | None = None
        self._tasks: queue.SimpleQueue[Checkpoint | None] = queue.SimpleQueue()
        self._pending: list[int] = []  # bytes of each copy that waits
        self._pending_lock = threading.Lock()

    def has_room(self) -> bool:
        """Whether another copy may wait."""
        with self._pending_lock:
            return len(self._pending) < PENDING_ALWAYS or sum(self._pending) < PENDING_BYTES

    def put(self, checkpoint: Checkpoint) -> None:
        """Takes a checkpoint over."""
        with self._pending_lock:
            self._pending.append(checkpoint.weights.size_bytes)
        self._tasks.put(checkpoint)

    def finish(self, seconds: float) -> bool:
        """Waits until everything is written; returns whether it is."""
        self._tasks.put(None)
        self.join(seconds)
        return not self.is_alive()

    def put_finished(self, failure: str | None, last_step: int, dropped_losses: int) -> None:
        """Writes the run's end; the thread must have finished."""
        try:
            event = events.finished(
                self.started,
                failure,
                checkpoints=len(self._steps),
                last_step=last_step,
                dropped_losses=dropped_losses,
            )
            self._outbox.put(events.RUNS, event.SerializeToString())
        except Exception as error:
            log.warning("the end of the run is lost: %s", one_line(error))

    def run(self) -> None:
        """The thread's work."""
        try:
            self._start_run()
        except Exception as error:
            self.failed = True
            log.warning("the run is not watched, training goes on: %s", one_line(error))
        for checkpoint in iter(self._tasks.get, None):
            if not self.failed:
                self._write(checkpoint)
            del checkpoint  # else its copy stays while the next one is awaited
            with self._pending_lock:
                self._pending.pop(0)

    def _start_run(self) -> None:
        try:
            started = self._prepare()
        finally:
            del self._prepare  # which holds copies of the model and of the probes
        self._outbox = Outbox.create(started.run_id, self._kafka_address)
        self._outbox.put(events.RUNS, RunEvent(started=started).SerializeToString())
        self.started = started
        self._opened(self._outbox)

    def _write(self, checkpoint: Checkpoint) -> None:
        run_id = self.started.run_id
        try:
            weights = self._store.put(
                run_id, f"{checkpoint.step}.safetensors", checkpoint.weights.encode()
            )
            event = events.checkpoint(
                run_id, checkpoint.step, checkpoint.samples_seen, weights, checkpoint.saved_at
            )
            self._outbox.put(events.CHECKPOINTS, event.SerializeToString())
            self._steps.add(checkpoint.step)
        except Exception as error:
            log.warning("the checkpoint of step %d is lost: %s", checkpoint.step, one_line(error))

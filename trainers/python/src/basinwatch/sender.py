"""The thread that talks to Kafka."""

import logging
import threading
import time

from basinwatch import events
from basinwatch.link import Link
from basinwatch.losses import LossBuffer
from basinwatch.outbox import Entry, Outbox, abandoned
from basinwatch.producer import Kafka

log = logging.getLogger("basinwatch")

TICK_SECONDS = 0.1
RETRY_SECONDS = 5.0  # after Kafka has refused a record
EVENTS_IN_FLIGHT = 8
LOSSES_IN_A_RECORD = 4096
LOSS_RECORDS_IN_FLIGHT = 16


class OutboxSender:
    """Sends an outbox in order; an event of the run as a whole goes alone, after all before it."""

    def __init__(self, link: Link, outbox: Outbox) -> None:
        self.outbox = outbox
        self._link = link
        self._in_flight: set[Entry] = set()
        self._retry_at = 0.0

    def send(self) -> bool:
        """Sends what may go now; returns whether everything has been delivered."""
        waiting = self.outbox.entries()
        if time.monotonic() < self._retry_at:
            return not waiting
        for entry in waiting[:EVENTS_IN_FLIGHT]:
            alone = entry.topic == events.RUNS
            if entry not in self._in_flight:
                if alone and self._in_flight:
                    break
                self._send(entry)
            if alone:
                break
        return not waiting

    def _send(self, entry: Entry) -> None:
        value = entry.read()
        self._in_flight.add(entry)
        key = events.key(entry.topic, value)
        self._link.send(entry.topic, key, value, lambda delivered: self._done(entry, delivered))

    def _done(self, entry: Entry, delivered: bool) -> None:
        self._in_flight.discard(entry)
        if delivered:
            entry.remove()
        else:
            self._retry_at = time.monotonic() + RETRY_SECONDS


class LossSender:
    """Sends buffered losses, a few records at a time, so that the rest stays in the buffer."""

    def __init__(self, link: Link, run_id: str, buffer: LossBuffer) -> None:
        self._link = link
        self._run_id = run_id
        self._buffer = buffer
        self._in_flight: dict[int, int] = {}  # losses in each record
        self._records = 0

    def send(self) -> bool:
        """Sends what may go now; returns whether everything has been delivered."""
        while len(self._buffer) and len(self._in_flight) < LOSS_RECORDS_IN_FLIGHT:
            entries = self._buffer.take(LOSSES_IN_A_RECORD)
            self._records += 1
            record = self._records
            self._in_flight[record] = len(entries)
            value = events.losses(self._run_id, entries).SerializeToString()
            self._link.send(
                events.LOSSES, self._run_id, value, lambda ok, n=record: self._done(n, ok)
            )
        return not len(self._buffer) and not self._in_flight

    def undelivered(self) -> int:
        """Losses that Kafka does not have."""
        return self._buffer.dropped + len(self._buffer) + sum(self._in_flight.copy().values())

    def _done(self, record: int, delivered: bool) -> None:
        losses = self._in_flight.pop(record)
        if not delivered:
            self._buffer.dropped += losses


class Sender(threading.Thread):
    """Sends a run's losses and outbox, and, when it has time, what earlier processes left."""

    def __init__(self, run_id: str, kafka: Kafka, buffer: LossBuffer) -> None:
        super().__init__(name="basinwatch-sender", daemon=True)
        self._link = Link(kafka)
        self._losses = LossSender(self._link, run_id, buffer)
        self._outboxes: list[OutboxSender] = []
        self._opened = threading.Event()
        self._ended = threading.Event()
        self._losses_delivered = threading.Event()
        self._events_delivered = threading.Event()

    def open(self, outbox: Outbox) -> None:
        """Starts sending; to be called when the outbox holds the run's start."""
        self._outboxes = [OutboxSender(self._link, outbox)]
        self._opened.set()

    def wait_for_losses(self, seconds: float) -> int:
        """Waits until Kafka has every loss; returns how many it does not have."""
        self._losses_delivered.clear()
        self._losses_delivered.wait(seconds)
        return self._losses.undelivered()

    def wait_for_events(self, seconds: float) -> bool:
        """Waits until Kafka has every event of this run; returns whether it has."""
        self._events_delivered.clear()
        return self._events_delivered.wait(seconds)

    def end(self) -> None:
        """Stops sending; what lies in outboxes stays there."""
        self._ended.set()
        self._opened.set()
        self.join()

    def run(self) -> None:
        """The thread's work."""
        self._opened.wait()
        if not self._ended.is_set():
            self._outboxes += [OutboxSender(self._link, left) for left in self._left_over()]
        while not self._ended.is_set():
            self._tick()
            self._link.serve(TICK_SECONDS)
        self._link.abandon()
        for sender in self._outboxes:
            sender.outbox.close()

    def _left_over(self) -> list[Outbox]:
        left = []
        for outbox in abandoned():
            if outbox.bootstrap_servers == self._link.address:
                left.append(outbox)
            else:
                outbox.close()
        return left

    def _tick(self) -> None:
        if self._losses.send():
            self._losses_delivered.set()
        own, *left = self._outboxes
        if own.send():
            self._events_delivered.set()
            if left and left[0].send():
                self._outboxes.remove(left[0])
                left[0].outbox.close()

"""The thread that talks to Kafka."""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from basinwatch import events
from basinwatch.child import one_line
from basinwatch.link import Link
from basinwatch.losses import LossBuffer, PendingEntry, read
from basinwatch.outbox import Entry, Outbox, abandoned
from basinwatch.producer import Kafka

log = logging.getLogger("basinwatch")

CANNOT_BE_SENT = "%s cannot be sent, the rest goes on: %s"
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
        key = events.key(entry.topic, value)
        self._link.send(entry.topic, key, value, lambda delivered: self._done(entry, delivered))
        self._in_flight.add(entry)

    def _done(self, entry: Entry, delivered: bool) -> None:
        if delivered:
            entry.remove()  # where that fails, it counts as in flight, and is not sent again
        else:
            self._retry_at = time.monotonic() + RETRY_SECONDS
        self._in_flight.discard(entry)


class LossSender:
    """Sends buffered losses, a few records at a time, so that the rest stays in the buffer."""

    def __init__(self, link: Link, run_id: str, split: events.Split, buffer: LossBuffer) -> None:
        self._link = link
        self._run_id = run_id
        self._split = split
        self._buffer = buffer
        self._in_flight: dict[int, int] = {}  # losses in each record
        self._lost = 0
        self._records = 0

    def send(self) -> bool:
        """Sends what may go now; returns whether everything has been delivered."""
        while len(self._buffer) and len(self._in_flight) < LOSS_RECORDS_IN_FLIGHT:
            entries = self._buffer.take(LOSSES_IN_A_RECORD)
            self._records += 1
            self._in_flight[self._records] = len(entries)
            try:
                self._send(self._records, entries)
            except Exception:
                self._done(self._records, delivered=False)
                raise
        return not len(self._buffer) and not self._in_flight

    def _send(self, record: int, entries: list[PendingEntry]) -> None:
        value = events.losses(self._run_id, self._split, read(entries)).SerializeToString()
        self._link.send(events.LOSSES, self._run_id, value, lambda ok: self._done(record, ok))

    def undelivered(self) -> int:
        """Losses that Kafka does not have."""
        waiting = len(self._buffer) + sum(self._in_flight.copy().values())
        return self._buffer.dropped + self._lost + waiting

    def _done(self, record: int, delivered: bool) -> None:
        losses = self._in_flight.pop(record)
        if not delivered:
            self._lost += losses


class Sender(threading.Thread):
    """Sends a run's losses and outbox, and, when it has time, what earlier processes left."""

    def __init__(
        self, run_id: str, kafka: Kafka, buffers: Mapping[events.Split, LossBuffer]
    ) -> None:
        super().__init__(name="basinwatch-sender", daemon=True)
        self._link = Link(kafka)
        self._losses = [LossSender(self._link, run_id, *item) for item in buffers.items()]
        self._outboxes: list[OutboxSender] = []
        self._opened = threading.Event()
        self._ended = threading.Event()
        self._losses_delivered = threading.Event()
        self._events_delivered = threading.Event()
        self._said_failed = False

    def open(self, outbox: Outbox) -> None:
        """Starts sending; to be called when the outbox holds the run's start."""
        self._outboxes = [OutboxSender(self._link, outbox)]
        self._opened.set()

    def wait_for_losses(self, seconds: float) -> int:
        """Waits until Kafka has every loss; returns how many it does not have."""
        self._losses_delivered = delivered = threading.Event()
        delivered.wait(seconds)
        return sum(losses.undelivered() for losses in self._losses)

    def wait_for_events(self, seconds: float) -> bool:
        """Waits until Kafka has every event of this run; returns whether it has."""
        self._events_delivered = delivered = threading.Event()
        return delivered.wait(seconds)

    def end(self) -> None:
        """Stops sending; what lies in outboxes stays there."""
        self._ended.set()
        self._opened.set()
        self.join()

    def run(self) -> None:
        """The thread's work."""
        self._opened.wait()
        if not self._ended.is_set():
            self._guard(self._take_left_over)
        while not self._ended.is_set():
            self._guard(self._tick)
            self._guard(self._link.serve, TICK_SECONDS)
        self._guard(self._link.abandon)
        for sender in self._outboxes:
            self._guard(sender.outbox.close)

    def _guard(self, action: Callable[..., object], *arguments: object) -> None:
        """What fails once may work the next time: nothing ends the thread."""
        try:
            action(*arguments)
        except Exception as error:
            if not self._said_failed:
                self._said_failed = True
                log.warning(CANNOT_BE_SENT, "something", one_line(error))

    def _take_left_over(self) -> None:
        for outbox in abandoned():
            if outbox.bootstrap_servers == self._link.address:
                self._outboxes.append(OutboxSender(self._link, outbox))
            else:
                outbox.close()

    def _tick(self) -> None:
        # Who begins to wait from now on waits for the next tick: this one may not see what is new.
        losses_delivered, events_delivered = self._losses_delivered, self._events_delivered
        delivered = [losses.send() for losses in self._losses]
        if all(delivered):
            losses_delivered.set()
        own, *left = self._outboxes
        if own.send():
            events_delivered.set()
            if left:
                self._send_left_over(left[0])

    def _send_left_over(self, sender: OutboxSender) -> None:
        done = True  # what cannot be sent is left to a later run
        try:
            done = sender.send()
        except Exception as error:
            log.warning(CANNOT_BE_SENT, sender.outbox.folder, one_line(error))
        finally:
            if done:
                self._outboxes.remove(sender)
                sender.outbox.close()

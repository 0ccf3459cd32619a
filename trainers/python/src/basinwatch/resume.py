"""Sends what earlier processes could not."""

import logging
import time

from basinwatch.child import one_line
from basinwatch.link import Link
from basinwatch.outbox import Outbox, abandoned
from basinwatch.producer import Kafka
from basinwatch.sender import CANNOT_BE_SENT, TICK_SECONDS, OutboxSender

log = logging.getLogger("basinwatch")


def resume(kafka: Kafka | None = None, timeout: float = 60.0) -> int:
    """Sends the events that earlier runs of this user had to leave on disk.

    Args:
        kafka: Where to; by default to the addresses to which each run was to be sent. Nothing else
            is kept of the settings of a run: for TLS or SASL give them again, as to `watch`.
        timeout: How long to try, in seconds.

    Returns:
        The number of events that are still left.
    """
    deadline = time.monotonic() + timeout
    return sum(_send(outbox, kafka or outbox.bootstrap_servers, deadline) for outbox in abandoned())


def _send(outbox: Outbox, kafka: Kafka, deadline: float) -> int:
    try:
        _deliver(outbox, kafka, deadline)
    except Exception as error:
        log.warning(CANNOT_BE_SENT, outbox.folder, one_line(error))
    try:
        return len(outbox.entries())
    finally:
        outbox.close()


def _deliver(outbox: Outbox, kafka: Kafka, deadline: float) -> None:
    link = Link(kafka)
    sender = OutboxSender(link, outbox)
    try:
        while not sender.send() and time.monotonic() < deadline:
            link.serve(TICK_SECONDS)
    finally:
        link.abandon()

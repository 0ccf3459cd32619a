"""The Kafka producer: at least once, in order, and patient."""

import logging
from collections.abc import Mapping
from typing import TypeAlias

from confluent_kafka import KafkaException, Producer

# host:port,..., or librdkafka's settings, as for TLS.
Kafka: TypeAlias = str | Mapping[str, object]

_SETTINGS = {
    "client.id": "basinwatch",
    "acks": "all",
    "enable.idempotence": True,
    # Keep trying for as long as the process lives: what cannot be sent yet waits here or on disk.
    "message.timeout.ms": 0,
    "reconnect.backoff.max.ms": 2000,
    # A run that starts may carry four references of 512 KiB.
    "message.max.bytes": 4 << 20,
    "linger.ms": 5,
    "partitioner": "murmur2_random",  # as Java's producers, so that a run's records stay together
}


def bootstrap_servers(kafka: Kafka) -> str:
    """Addresses of the brokers."""
    servers = kafka.get("bootstrap.servers") if isinstance(kafka, Mapping) else kafka
    if not isinstance(servers, str) or not servers.strip():
        raise ValueError("kafka must be host:port, or settings with bootstrap.servers")
    return servers.strip()


def make_producer(kafka: Kafka) -> Producer:
    """A producer; it connects in the background and never raises because the broker is away."""
    given = {"bootstrap.servers": kafka} if isinstance(kafka, str) else dict(kafka)
    try:
        return Producer(_SETTINGS | given, logger=_librdkafka_log())
    except KafkaException as error:
        raise ValueError(f"kafka: {error.args[0].str()}") from error


def _librdkafka_log() -> logging.Logger:
    # It repeats itself every second while the broker is away; the sender says so once.
    log = logging.getLogger("basinwatch.librdkafka")
    if log.level == logging.NOTSET:
        log.setLevel(logging.CRITICAL)
    return log

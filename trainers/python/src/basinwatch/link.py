"""The way to Kafka: sends records, counts the unanswered ones, and says once when it is away."""

import logging
import time
from collections.abc import Callable

from confluent_kafka import KafkaError, Message

from basinwatch.producer import Kafka, bootstrap_servers, make_producer

log = logging.getLogger("basinwatch")

PATIENCE_SECONDS = 5.0  # without an answer for that long, Kafka counts as away

_GIVEN_UP = (KafkaError._PURGE_QUEUE, KafkaError._PURGE_INFLIGHT)


class Link:
    """Sends records and keeps count of those that Kafka has not answered yet."""

    def __init__(self, kafka: Kafka) -> None:
        self.address = bootstrap_servers(kafka)
        self._producer = make_producer(kafka)
        self._unanswered = 0
        self._last_answer = time.monotonic()
        self._said_away = False
        self._said_refused: set[str] = set()

    def send(self, topic: str, key: str, value: bytes, done: Callable[[bool], None]) -> None:
        """Queues a record; `done` is called from `serve` with whether Kafka has it."""
        if self._unanswered == 0:
            self._last_answer = time.monotonic()

        def answered(error: KafkaError | None, _: Message) -> None:
            self._unanswered -= 1
            self._answer(topic, error)
            done(error is None)

        self._producer.produce(topic, value, key, on_delivery=answered)
        self._unanswered += 1

    def serve(self, seconds: float) -> None:
        """Waits for answers, at most for that long."""
        self._producer.poll(seconds)
        silence = time.monotonic() - self._last_answer
        if self._unanswered and silence > PATIENCE_SECONDS and not self._said_away:
            self._said_away = True
            log.warning(
                "Kafka at %s does not answer; training goes on, checkpoints are sent later",
                self.address,
            )

    def abandon(self) -> None:
        """Gives up what is not answered."""
        self._producer.purge()
        self._producer.poll(0)

    def _answer(self, topic: str, error: KafkaError | None) -> None:
        self._last_answer = time.monotonic()
        if error is None:
            if self._said_away:
                log.info("Kafka at %s answers again", self.address)
            self._said_away = False
        elif error.code() not in _GIVEN_UP and topic not in self._said_refused:
            self._said_refused.add(topic)
            log.warning("Kafka at %s refused a record of %s: %s", self.address, topic, error.str())

"""The project's embedded Kafka broker, as a process of the tests."""

import os
import socket
import subprocess
from functools import cache
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

PROJECT = Path(__file__).resolve().parents[3]
JDK = Path(os.environ.get("JAVA_HOME", "/usr/lib/jvm/temurin-25-jdk-amd64"))
READ_SECONDS = 30.0


class Broker:
    """A broker that can be stopped and started again at the same address."""

    def __init__(self, directory, port=0):
        self._directory = directory
        self._port = port
        self._process = None
        self.address = f"127.0.0.1:{port}"

    def start(self):
        java = [JDK / "bin/java", "-cp", class_path(), "-Xmx256m"]
        source = Path(__file__).with_name("Broker.java")
        with (self._directory / "broker.log").open("w") as log:
            self._process = subprocess.Popen(
                [*java, source, self._directory / "kafka", str(self._port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        ready = next((line for line in self._process.stdout if line.startswith("ready ")), None)
        assert ready, (self._directory / "broker.log").read_text()
        self.address = ready.split()[1]
        return self

    def stop(self):
        if self._process:
            self._process.communicate(timeout=60)  # ends its standard input
            self._process = None

    def records(self, topic, key):
        """Values of the records of a topic whose key starts with `key`, as (key, value)."""
        consumer = Consumer(
            {"bootstrap.servers": self.address, "group.id": "test", "enable.partition.eof": True}
        )
        partitions = consumer.list_topics(topic, timeout=READ_SECONDS).topics[topic].partitions
        consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
        found, ended = [], 0
        while ended < len(partitions):
            message = consumer.poll(READ_SECONDS)
            assert message is not None, f"{topic} cannot be read"
            if message.error():
                ended += 1
            elif message.key().decode().startswith(key):
                found.append((message.key().decode(), message.value()))
        consumer.close()
        return found


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@cache
def class_path():
    """Class path of services/broker, which must be built."""
    target = PROJECT / "services/broker/target"
    file = target / "class-path.txt"
    assert file.exists(), "services/broker is not built; run ./basinwatch test"
    return f"{target / 'classes'}:{file.read_text().strip()}"

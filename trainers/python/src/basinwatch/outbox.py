"""Events on disk until Kafka has them: they outlive a broker that is away, and the process."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from basinwatch.files import write_atomically
from basinwatch.home import home

_NAME = re.compile(r"\d{8}-(basinwatch\.[a-z]+)")


@dataclass(frozen=True, order=True)
class Entry:
    """One event, in the order of its number."""

    path: Path

    @property
    def topic(self) -> str:
        """Where it goes."""
        return _NAME.fullmatch(self.path.name)[1]

    def read(self) -> bytes:
        """The event itself."""
        return self.path.read_bytes()

    def remove(self) -> None:
        """Kafka has it."""
        self.path.unlink(missing_ok=True)


class Outbox:
    """A run's events, one file each, in a folder that one process at a time holds."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self.bootstrap_servers = (folder / "kafka").read_text()  # for which Kafka the events are
        self._lock = lock
        self._next = 1 + max((int(e.path.name[:8]) for e in self.entries()), default=0)

    @staticmethod
    def create(run_id: str, bootstrap_servers: str) -> "Outbox":
        """The outbox of a new run, which remembers for which Kafka it is."""
        folder = root() / run_id
        folder.mkdir(parents=True)
        lock = _lock(folder, wait=True)
        write_atomically(folder / "kafka", bootstrap_servers.encode())
        return Outbox(folder, lock)

    def entries(self) -> list[Entry]:
        """What is still to be sent, oldest first."""
        return sorted(Entry(p) for p in self.folder.iterdir() if _NAME.fullmatch(p.name))

    def put(self, topic: str, event: bytes) -> None:
        """Keeps an event; only one thread puts."""
        write_atomically(self.folder / f"{self._next:08d}-{topic}", event)
        self._next += 1

    def close(self) -> None:
        """Lets another process have it; an empty one vanishes, with what a crash left in it."""
        try:
            empty = not self.entries()
            if empty:
                (self.folder / "kafka").unlink(missing_ok=True)  # nobody takes it any more
        finally:
            os.close(self._lock)  # before its file is removed, which NFS keeps while it is open
        if empty:
            shutil.rmtree(self.folder, ignore_errors=True)


def root() -> Path:
    """The folder of all outboxes."""
    return home() / "outbox"


def abandoned() -> Iterator[Outbox]:
    """Outboxes of processes that have ended, now held by this one."""
    folders = sorted(root().iterdir()) if root().is_dir() else []
    for folder in folders:
        outbox = _take(folder)
        if outbox is not None:
            yield outbox


def _take(folder: Path) -> Outbox | None:
    """The folder's outbox, unless another process holds it or it cannot be read."""
    try:
        lock = _lock(folder)
    except OSError:
        return None
    try:
        return Outbox(folder, lock)
    except OSError:
        os.close(lock)
        return None


def _lock(folder: Path, *, wait: bool = False) -> int:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor

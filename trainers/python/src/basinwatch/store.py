"""The claim-check store: Kafka carries a reference, the store carries the bytes."""

import hashlib
from pathlib import Path

from basinwatch.files import write_atomically
from basinwatch.v1.reference_pb2 import Reference

INLINE_BYTES = 512 * 1024


class Store:
    """A folder that the services read too: the same disk, or a volume that both mount."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def put(self, run_id: str, name: str, data: bytes) -> Reference:
        """Keeps the data and says where: inside the reference if small, else in a file."""
        digest = hashlib.sha256(data)
        reference = Reference(size_bytes=len(data), sha256=digest.digest())
        if len(data) <= INLINE_BYTES:
            reference.inline = data
        else:
            # What has the same name and other data, as a step that is saved again, is another file.
            path = self.root / run_id / f"{digest.hexdigest()[:16]}-{name}"
            write_atomically(path, data)
            reference.uri = path.as_uri()
        return reference

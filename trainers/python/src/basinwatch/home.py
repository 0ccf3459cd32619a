"""Where the client keeps files: $BASINWATCH_HOME, by default ~/.basinwatch."""

import os
from pathlib import Path


def home() -> Path:
    """The folder that trainers and the one-JVM commands of a machine share."""
    return Path(os.environ.get("BASINWATCH_HOME") or Path.home() / ".basinwatch").absolute()

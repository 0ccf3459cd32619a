"""Runs a function in a forked child process."""

import contextlib
import gc
import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from typing import NoReturn

import torch

# The child runs one thread, which waits for no lock of ours and touches no GPU.
warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning, __name__)

_RESULT, _ERROR = b"+", b"-"


class ChildError(Exception):
    """Why the child has no result, in one line."""


def run_in_child(function: Callable[[], bytes], timeout_seconds: float) -> bytes:
    """Returns what the function returns, without any trace of it in this process.

    torch.export patches torch.nn.Module while it traces, for every thread of its process, and
    holds the interpreter for seconds: beside a training thread it needs a process of its own.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(function, writer)
    os.close(writer)
    try:
        reply = _read(reader, time.monotonic() + timeout_seconds)
    except TimeoutError:
        raise ChildError(f"it took longer than {timeout_seconds:.0f} s") from None
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    if not reply:
        raise ChildError("its process died")
    if reply.startswith(_ERROR):
        raise ChildError(reply[1:].decode())
    return reply[1:]


def one_line(error: BaseException) -> str:
    """The first line of the error at the root."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _child(function: Callable[[], bytes], writer: int) -> NoReturn:
    gc.freeze()  # what came along may own threads that did not: never finalise it here
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        torch.set_num_threads(1)  # a pool's threads did not come along
        reply = _RESULT + function()
    except BaseException as error:  # nothing may leave this process but the reply
        reply = _ERROR + one_line(error).encode()
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(reply)
    os._exit(0)


def _read(reader: int, deadline: float) -> bytes:
    chunks = []
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not select.select([reader], [], [], remaining)[0]:
            raise TimeoutError
        chunk = os.read(reader, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)

"""Runs a function in a forked child process."""

import contextlib
import gc
import os
import select
import signal
import threading
import time
import warnings
from collections.abc import Callable
from math import ceil
from typing import NoReturn

import torch

# The child's work is one thread, which waits for no lock of ours and touches no GPU.
warnings.filterwarnings("ignore", ".*multi-threaded, use of fork", DeprecationWarning, __name__)

_RESULT, _ERROR = b"+", b"-"


class ChildError(Exception):
    """Why the child has no result, in one line."""


class Child:
    """A function at work in a forked process, without any trace of it in this one.

    torch.export patches torch.nn.Module while it traces, for every thread of its process, and
    holds the interpreter for seconds: beside a training thread it needs a process of its own.

    The process is forked here, in the thread that trains: forked beside it, a child keeps locked
    for ever what that thread is just initialising, as PyTorch's C++ statics at their first use.
    """

    def __init__(self, function: Callable[[], bytes], timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._deadline = time.monotonic() + timeout_seconds
        self._lock = threading.Lock()
        self._reader, writer = os.pipe()
        # A signal that comes in between must not run the trainer's handler in the child, too.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            pid = os.fork()
            if pid == 0:
                _child(function, writer, timeout_seconds, mask)
            self._pid: int | None = pid  # None once the process has ended
        except OSError:
            os.close(self._reader)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            os.close(writer)

    def result(self) -> bytes:
        """Waits for what the function returns, as long as the child has time; call it once."""
        try:
            reply = _read(self._reader, self._deadline)
        except TimeoutError:
            raise ChildError(f"it took longer than {self._timeout_seconds:.0f} s") from None
        finally:
            os.close(self._reader)
            self.kill()
        if not reply:
            raise ChildError("its process died")
        if reply.startswith(_ERROR):
            raise ChildError(reply[1:].decode())
        return reply[1:]

    def kill(self) -> None:
        """Ends the process if it is still there; any thread may call it."""
        with self._lock:
            if self._pid is not None:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(self._pid, signal.SIGKILL)
                    os.waitpid(self._pid, 0)
                self._pid = None


def run_in_child(function: Callable[[], bytes], timeout_seconds: float) -> bytes:
    """Forks, and waits for what the function returns."""
    return Child(function, timeout_seconds).result()


def one_line(error: BaseException) -> str:
    """The first line of the error at the root."""
    while error.__cause__ is not None:
        error = error.__cause__
    return first_line(error) or type(error).__name__


def first_line(error: BaseException) -> str:
    """Of its message, as text that can be sent: names of files may be no Unicode."""
    text = str(error).encode(errors="backslashreplace").decode()
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _child(
    function: Callable[[], bytes], writer: int, timeout_seconds: float, mask: set[int]
) -> NoReturn:
    try:  # whatever happens, this process must not go on as a second training run
        gc.freeze()  # what came along may own threads that did not: never finalise it here
        _leave_signals_to_the_trainer()
        signal.alarm(ceil(timeout_seconds) + 1)  # ends it even where nobody is left to kill it
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        # Its own thread: the caller's may be inside torch.autocast, torch.device or no_grad.
        thread = threading.Thread(target=_answer, args=(function, writer))
        thread.start()
        thread.join()
    finally:
        os._exit(0)


def _leave_signals_to_the_trainer() -> None:
    """A terminal's Ctrl-C or a scheduler's notice reaches this process, too.

    What the trainer handles, and may survive, is nothing to this process; the trainer kills it.
    """
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for number in (signal.SIGALRM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def _answer(function: Callable[[], bytes], writer: int) -> None:
    try:
        torch.set_num_threads(1)  # a pool's threads did not come along
        reply = _RESULT + function()
    except BaseException as error:  # nothing may leave this process but the reply
        reply = _ERROR + one_line(error).encode()
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(reply)


def _read(reader: int, deadline: float) -> bytes:
    chunks = []
    poll = select.poll()  # select() knows no descriptor above 1023
    poll.register(reader, select.POLLIN)
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not poll.poll(1000 * remaining):
            raise TimeoutError
        chunk = os.read(reader, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)

"""Work in a forked process, which is nobody's business but ours."""

import fcntl
import os
import resource
import signal
import time

import pytest
import torch

from basinwatch.child import Child, ChildError, run_in_child


def test_a_child_that_fails_dies_or_hangs_is_told_apart():
    # Given
    def fail():
        raise ValueError("no\nway")

    # When, Then
    with pytest.raises(ChildError, match=r"^no$"):
        run_in_child(fail, 30)
    with pytest.raises(ChildError, match=r"^its process died$"):
        run_in_child(lambda: os._exit(3), 30)
    with pytest.raises(ChildError, match=r"^it took longer than 0 s$"):
        run_in_child(lambda: time.sleep(60), 0.2)


def test_a_child_ends_with_its_time_even_where_nobody_waits_for_it():
    # Given / When
    child = Child(lambda: time.sleep(60), 0.2)

    # Then
    _, status = os.waitpid(child._pid, 0)
    assert os.WTERMSIG(status) == signal.SIGALRM


def test_a_child_does_not_see_what_its_thread_has_switched_on():
    # Given
    def dtype():
        return str((torch.ones(2, 2) @ torch.ones(2, 2)).dtype).encode()

    # When
    with torch.autocast("cpu", torch.bfloat16):
        seen = run_in_child(dtype, 30)

    # Then
    assert seen == b"torch.float32"


@pytest.fixture
def handled():
    """Signals that a handler of the trainer got."""
    got = []
    numbers = (signal.SIGINT, signal.SIGUSR1)
    before = [
        signal.signal(n, lambda number, _: got.append((os.getpid(), number))) for n in numbers
    ]
    yield got
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGUSR1, signal.SIGHUP])
def test_a_signal_to_the_whole_group_does_not_end_a_child(handled, number):
    # Given
    child = Child(lambda: str(handled).encode(), 30)

    # When
    os.kill(child._pid, number)

    # Then
    assert child.result() == b"[]"
    assert handled == []


def test_a_trainer_that_ends_ends_its_child():
    # Given
    child = Child(lambda: time.sleep(60), 60)

    # When
    os.kill(child._pid, signal.SIGTERM)

    # Then
    _, status = os.waitpid(child._pid, 0)
    assert os.WTERMSIG(status) == signal.SIGTERM


def test_a_process_with_many_open_files_has_children(monkeypatch):
    # Given
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    pipe = os.pipe

    def high():
        ends = pipe()
        copies = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 1500) for end in ends)
        for end in ends:
            os.close(end)
        return copies

    monkeypatch.setattr(os, "pipe", high)

    # When, Then
    assert run_in_child(lambda: b"done", 30) == b"done"


def test_an_error_that_is_no_unicode_is_told():
    # Given
    def fail():
        raise ValueError("bad file \udcff")

    # When, Then
    with pytest.raises(ChildError, match=r"^bad file \\udcff$"):
        run_in_child(fail, 30)

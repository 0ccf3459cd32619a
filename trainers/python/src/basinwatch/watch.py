"""What a training loop sees of Basinwatch."""

import atexit
import logging
import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import torch
from torch import nn

from basinwatch import events
from basinwatch.arguments import check, check_size, texts, whole_number
from basinwatch.child import Child, ChildError, first_line, one_line
from basinwatch.export import detached, export, input_names, sample_output
from basinwatch.home import home
from basinwatch.losses import LossBuffer, Number
from basinwatch.probe import Probe, Samples, check_targets, make_probe
from basinwatch.producer import Kafka, bootstrap_servers
from basinwatch.publisher import Checkpoint, Publisher
from basinwatch.sender import Sender
from basinwatch.store import Store
from basinwatch.v1.losses_pb2 import MinibatchLosses
from basinwatch.v1.run_pb2 import RunStarted
from basinwatch.weights import Weights, check_apart, check_whole, unwrap

log = logging.getLogger("basinwatch")

LOSS_BUFFER = 100_000
EXPORT_SECONDS = 600.0
EXIT_SECONDS = 20.0


def watch(
    model: nn.Module,
    *,
    name: str,
    loss: str,
    train_probe: Samples,
    dataset_size: int,
    heldout_probe: Samples | None = None,
    kafka: Kafka = "localhost:9092",
    store: str | os.PathLike[str] | None = None,
    labels: Mapping[str, object] | None = None,
    settings: Mapping[str, object] | None = None,
    optimizer: torch.optim.Optimizer | None = None,
    batch_size: int | None = None,
    ignore_index: int | None = None,
) -> "Watch":
    """Starts to watch a training run; call it before the first update.

    Args:
        model: The model in training, on any device. It is copied here, and not changed.
        name: What people call the run.
        loss: What the loss of a sample is; docs/measures/loss.md has the formulas.
            cross-entropy: of logits, (samples, classes, ...) or with the classes last;
            binary-cross-entropy: of logits, summed over outputs; squared-error: half of it, summed
            over outputs; mean-squared-error; model-output: what the model returns.
        train_probe: (inputs, targets), a fixed sample of the training set. Inputs are one tensor,
            or tensors by the names of the model's inputs; first dimension = samples.
        dataset_size: Number of samples in the training set, not in the probe.
        heldout_probe: The same of data that is not trained on.
        kafka: host:port, or settings of librdkafka as a mapping.
        store: Folder for what is larger than 512 KiB, which the services read too; by default
            $BASINWATCH_HOME/store or ~/.basinwatch/store.
        labels: Free labels of the run.
        settings: Settings of statistics for this run, as {"llc.step-size": 1e-4}.
        optimizer: Its name, learning rate, momentum and weight decay are published.
        batch_size: Samples in a minibatch, so that samples can be counted.
        ignore_index: Targets with this value carry no loss (cross-entropy only). Without it, all
            have to be classes, PyTorch's -100 included.

    Raises:
        ValueError: An argument is wrong; the message is one line and names it. Nothing raises
            later: what cannot be exported, stored or sent is reported through `logging`.
    """
    if not isinstance(model, nn.Module):
        raise ValueError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    check_whole(model)
    check_apart(model)
    check(name, loss, ignore_index, store)
    dataset_size = whole_number("dataset_size", dataset_size, 1)
    inner = unwrap(model)
    train = make_probe("train_probe", train_probe, loss, inner)
    heldout = (
        None if heldout_probe is None else make_probe("heldout_probe", heldout_probe, loss, inner)
    )
    if dataset_size < train.samples:
        raise ValueError(
            f"dataset_size {dataset_size} is below the {train.samples} samples of train_probe"
        )
    started = RunStarted(
        run_id=_run_id(name),
        name=name,
        labels=texts("labels", labels),
        started_at=events.now(),
        loss=loss,
        ignore_index=None if ignore_index is None else whole_number("ignore_index", ignore_index),
        dataset_size=dataset_size,
        optimizer=events.optimizer(optimizer, batch_size),
        framework=f"pytorch {torch.__version__}",
        settings=texts("settings", settings),
    )
    check_size(started.ByteSize())
    return Watch(inner, started, train, heldout, kafka, Store(Path(store or home() / "store")))


class Watch:
    """A run that is being watched; made by `watch`. A context manager."""

    def __init__(
        self,
        model: nn.Module,
        started: RunStarted,
        train: Probe,
        heldout: Probe | None,
        kafka: Kafka,
        store: Store,
    ) -> None:
        self.run_id = started.run_id
        self._model = model
        self._batch_size = started.optimizer.batch_size
        self._losses = LossBuffer(LOSS_BUFFER)
        self._heldout_losses = LossBuffer(LOSS_BUFFER)
        self._last_step = 0
        self._finished = False
        self._said_left_out = False
        self._process = os.getpid()
        self._sender = Sender(
            self.run_id,
            kafka,
            {
                MinibatchLosses.SPLIT_TRAIN: self._losses,
                MinibatchLosses.SPLIT_HELDOUT: self._heldout_losses,
            },
        )
        initial = Weights.copy(model, "cpu")
        self._names = set(initial.tensors)
        self._export = _export(model, initial, train, self._batch_size)
        self._publisher = Publisher(
            _preparation(self._export, initial, started, train, heldout, store),
            store,
            bootstrap_servers(kafka),
            self._sender.open,
        )
        self._sender.start()
        self._publisher.start()
        atexit.register(self._at_exit)

    def loss(
        self,
        step: int,
        loss: Number,
        learning_rate: float | None = None,
        gradient_norm: Number | None = None,
    ) -> None:
        """Takes note of a minibatch's mean loss; a GPU's tensor is read later, without a wait.

        A tensor on a GPU must not be changed in place afterwards (pass a clone from a CUDA graph).
        """
        self._add(self._losses, step, loss, learning_rate, gradient_norm)

    def heldout_loss(self, step: int, loss: Number) -> None:
        """Takes note of the mean loss over data that is not trained on, as `loss` does."""
        self._add(self._heldout_losses, step, loss)

    def _add(self, losses: LossBuffer, step: int, *numbers: Number | None) -> None:
        if self._publisher.failed:
            return
        try:
            self._last_step = whole_number("step", step, 0)
            losses.add(self._last_step, *numbers)
        except Exception as error:
            losses.dropped += 1
            if not self._said_left_out:
                self._said_left_out = True
                log.warning("a loss is left out, as others like it will be: %s", one_line(error))

    def checkpoint(self, step: int, samples_seen: int | None = None) -> None:
        """Copies the weights once, and has them measured."""
        if self._publisher.failed:
            return
        try:
            self._checkpoint(whole_number("step", step, 0), samples_seen)
        except Exception as error:
            log.warning("the checkpoint of step %s is lost: %s", step, one_line(error))

    def _checkpoint(self, step: int, samples_seen: int | None) -> None:
        self._last_step = step
        if self._finished or not self._publisher.has_room():
            log.warning("the checkpoint of step %d is left out: %s", step, self._obstacle())
            return
        if samples_seen is None:
            samples_seen = step * self._batch_size
        samples_seen = whole_number("samples_seen", samples_seen, 0)
        weights = Weights.copy(self._model)
        new = [name for name in weights.tensors if name not in self._names]
        if new:
            raise ValueError(f"{new[0]} is new: the model is measured as it was at watch()")
        self._publisher.put(Checkpoint(step, samples_seen, weights, events.now()))

    def _obstacle(self) -> str:
        """Why no checkpoint is taken now."""
        if self._finished:
            return "the watch is finished"
        if self._publisher.started is None:
            return "the model is still being exported"
        return "the disk cannot keep up"

    def finish(self, failure: str | None = None, timeout: float = 60.0) -> None:
        """Ends the run and waits, `timeout` seconds at most, until everything is sent.

        What Kafka does not have by then stays on disk; the next run of this user on this machine
        sends it, or `basinwatch.resume()`.

        Args:
            failure: Why the run failed, if it did.
            timeout: In seconds.
        """
        if self._finished or os.getpid() != self._process:
            return
        self._finished = True
        atexit.unregister(self._at_exit)
        deadline = time.monotonic() + timeout
        try:
            written = self._publisher.finish(timeout)
        finally:
            if isinstance(self._export, Child):
                self._export.kill()  # nobody waits for it any longer
        if not written:
            log.warning("run %s could not be prepared within %.0f s", self.run_id, timeout)
            return
        if self._publisher.started is not None:
            self._finish_run(failure, deadline)
        self._sender.end()

    def _finish_run(self, failure: str | None, deadline: float) -> None:
        dropped = self._sender.wait_for_losses(_until(deadline) / 2)
        self._publisher.put_finished(failure, self._last_step, dropped)
        if not self._sender.wait_for_events(_until(deadline)):
            log.warning(
                "Kafka did not take everything of run %s: the rest is kept on disk, and sent by"
                " the next run or by basinwatch.resume()",
                self.run_id,
            )

    def _at_exit(self) -> None:
        error = getattr(sys, "last_value", None)  # what ended the program, if something did
        self.finish(_failure(error), EXIT_SECONDS)

    def __enter__(self) -> "Watch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.finish(_failure(error))


def _export(model: nn.Module, initial: Weights, train: Probe, batch_size: int) -> Child | Exception:
    """Copies the model and forks the process that exports the copy, or tells why it cannot."""
    try:
        exportable = detached(model, initial)
    except Exception as error:
        return RuntimeError(f"the model cannot be copied: {one_line(error)}")
    try:
        return Child(lambda: export(exportable, train, batch_size), EXPORT_SECONDS)
    except OSError as error:
        return RuntimeError(f"no process can be started for the export: {one_line(error)}")


def _preparation(
    exporting: Child | Exception,
    initial: Weights,
    started: RunStarted,
    train: Probe,
    heldout: Probe | None,
    store: Store,
) -> Callable[[], RunStarted]:
    """What is left to do, in whichever thread calls it."""

    def prepare() -> RunStarted:
        if isinstance(exporting, Exception):
            raise exporting
        try:
            graph = exporting.result()
        except ChildError as error:
            raise RuntimeError(f"the model cannot be exported to ONNX: {error}") from None
        names = input_names(graph)
        _check_targets(started, train, heldout, sample_output(graph))

        def put(name: str, data: bytes) -> Any:
            return store.put(started.run_id, name, data)

        started.model.CopyFrom(put("model.onnx", graph))
        started.train_probe.CopyFrom(put("train-probe.safetensors", train.encode(names)))
        if heldout is not None:
            started.heldout_probe.CopyFrom(put("heldout-probe.safetensors", heldout.encode(names)))
        started.initial_weights.CopyFrom(put("initial.safetensors", initial.encode()))
        return started

    return prepare


def _check_targets(
    started: RunStarted, train: Probe, heldout: Probe | None, output: list[int] | None
) -> None:
    ignored = started.ignore_index if started.HasField("ignore_index") else None
    for label, probe in (("train_probe", train), ("heldout_probe", heldout)):
        if probe is not None and output is not None:
            check_targets(label, probe, started.loss, ignored, output)


def _run_id(name: str) -> str:
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "run"
    return f"{safe}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"


def _failure(error: BaseException | None) -> str | None:
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return None
    kind, message = type(error).__name__, first_line(error)
    return f"{kind}: {message}" if message else kind


def _until(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())

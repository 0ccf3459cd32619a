import logging
from importlib.util import find_spec

import pytest
import torch
from torch import nn

from broker import Broker
from generate import generate

if find_spec("grpc_tools"):  # else the package is installed, and generated with it
    generate()


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("broker")).start()
    yield broker
    broker.stop()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for each test."""
    monkeypatch.setenv("BASINWATCH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def warnings_of(caplog):
    """Warnings that the client has logged."""
    caplog.set_level(logging.INFO, "basinwatch")

    def warnings():
        return [r.message for r in caplog.records if r.levelno >= logging.WARNING]

    return warnings


@pytest.fixture
def network():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


@pytest.fixture
def samples():
    torch.manual_seed(2)
    return torch.randn(20, 4), torch.randint(0, 3, (20,))

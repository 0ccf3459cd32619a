import pytest
import torch

from basinwatch.pytorch import require


@pytest.mark.parametrize("version", ["2.9.0", "2.15.0+cu132", "3.0.0a0+git1f2e", torch.__version__])
def test_a_new_enough_pytorch_is_taken(version):
    require(version)


@pytest.mark.parametrize("version", ["2.8.0", "2.8.1+cpu", "1.13.1"])
def test_an_older_pytorch_is_refused(version):
    with pytest.raises(ImportError, match=rf"needs PyTorch 2\.9 or newer, not {version[:3]}"):
        require(version)

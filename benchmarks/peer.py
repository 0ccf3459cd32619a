"""devinterp's side of `bench llc`."""

import time
import warnings

import torch
from case import Case
from devinterp.optim.sgld import SGLD
from devinterp.slt.llc import LLCEstimator
from devinterp.slt.sampler import sample
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Dataset, RandomSampler

warnings.filterwarnings("ignore", module="devinterp")


class Samples(Dataset):
    """Gives a whole batch at once: the quickest that a DataLoader can be fed."""

    def __init__(self, x: Tensor, y: Tensor) -> None:
        self.x = x
        self.y = y

    def __len__(self) -> int:
        return len(self.x)

    def __getitems__(self, indices: list[int]) -> tuple[Tensor, Tensor]:
        """A batch, which needs no collating."""
        chosen = torch.tensor(indices)
        return self.x[chosen], self.y[chosen]


def round_of(
    case: Case, network: nn.Module, x: Tensor, y: Tensor, seed: int, threads: int
) -> tuple[float, float]:
    """SGLD steps of all chains a second, and the LLC."""
    torch.set_num_threads(threads)
    samples = Samples(x, y)
    loader = DataLoader(
        samples,
        batch_size=case.batch,
        # With replacement, as we draw: batches of an epoch would not be independent of the chain.
        sampler=RandomSampler(samples, replacement=True),
        collate_fn=_as_it_is,
    )
    with torch.no_grad():
        initial = cross_entropy(network(x), y).item()
    estimator = LLCEstimator(
        case.chains, case.draws, nbeta=case.temperature, init_loss=initial, device="cpu"
    )
    start = time.perf_counter()
    sample(
        network,
        loader,
        [estimator],
        evaluate=_loss,
        sampling_method=SGLD,
        optimizer_kwargs={
            "lr": case.step_size,
            "localization": case.localization,
            "nbeta": case.temperature,
        },
        num_draws=case.draws,
        num_chains=case.chains,
        num_burnin_steps=case.burn_in,
        num_steps_bw_draws=case.between,
        init_loss=initial,
        cores=1,
        seed=list(range(seed * case.chains, (seed + 1) * case.chains)),
        verbose=False,
    )
    seconds = time.perf_counter() - start
    steps = case.chains * (case.burn_in + case.draws * case.between)
    return steps / seconds, float(estimator.get_results()["llc/mean"])


def _as_it_is(batch: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    return batch


def _loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    x, y = batch
    return cross_entropy(model(x), y)

"""devinterp's side of `bench llc`."""

import time
import warnings
from dataclasses import dataclass

import torch
from case import Case, inputs
from derivatives import sample_losses
from devinterp.optim.sgmcmc import SGMCMC
from devinterp.slt.llc import LLCEstimator
from devinterp.slt.sampler import sample
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, RandomSampler
from zoo import Made

warnings.filterwarnings("ignore", module="devinterp")
# Its defaults of RMSprop, alpha 0.99 and 0.1 added to the root, are ours.
METHODS = {"sgld": SGMCMC.sgld, "rmsprop-sgld": SGMCMC.rmsprop_sgld}


@dataclass(frozen=True)
class Chains:
    """How long and how devinterp samples."""

    sampler: str
    step_size: float
    batch: int
    chains: int
    burn_in: int
    draws: int
    between: int

    @property
    def steps(self) -> int:
        """Of all chains."""
        return self.chains * (self.burn_in + self.draws * self.between)

    def steps_for(self, times: float) -> float:
        """The same for as many draws times a factor."""
        return self.chains * (self.burn_in + times * self.draws * self.between)


@dataclass(frozen=True)
class Sampled:
    """What came out."""

    seconds: float
    llc: float
    trace: list[list[float]]  # (chains, draws), n beta times the losses above that at w*


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


def run(case: Case, made: Made, how: Chains, seed: int, threads: int) -> Sampled:
    """Samples with devinterp."""
    torch.set_num_threads(threads)
    x, y = inputs(made), made.probe.target
    samples = Samples(x, y)
    loader = DataLoader(
        samples,
        batch_size=how.batch,
        # With replacement: batches of an epoch would not be independent of the chain.
        sampler=RandomSampler(samples, replacement=True),
        collate_fn=_as_it_is,
    )

    def loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        return sample_losses(model(batch[0]), batch[1], case.entry).mean()

    with torch.no_grad():
        initial = loss(made.model, (x, y)).item()
    estimator = LLCEstimator(
        how.chains, how.draws, nbeta=case.temperature, init_loss=initial, device="cpu"
    )
    start = time.perf_counter()
    sample(
        made.model,
        loader,
        [estimator],
        evaluate=loss,
        sampling_method=METHODS[how.sampler],
        optimizer_kwargs={
            "lr": how.step_size,
            "localization": case.localization,
            "nbeta": case.temperature,
        },
        num_draws=how.draws,
        num_chains=how.chains,
        num_burnin_steps=how.burn_in,
        num_steps_bw_draws=how.between,
        init_loss=initial,
        cores=1,
        seed=list(range(seed * how.chains, (seed + 1) * how.chains)),
        verbose=False,
    )
    seconds = time.perf_counter() - start
    trace = case.temperature * (estimator.losses.double() - initial)
    return Sampled(seconds, trace.mean().item(), trace.tolist())


def _as_it_is(batch: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    return batch

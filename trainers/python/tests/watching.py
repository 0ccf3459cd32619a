"""A run as most tests have it."""

import basinwatch


def start(broker, network, samples, **arguments):
    usual = dict(
        name="run",
        loss="cross-entropy",
        train_probe=samples,
        dataset_size=20,
        kafka=broker.address,
    )
    return basinwatch.watch(network, **(usual | arguments))

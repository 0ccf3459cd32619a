"""What a core of this processor does at most."""

import subprocess

OF_THE_PEAK = "% of the processor's peak"
_CLASS = "io.basinwatch.benchmarks.ProcessorPeak"


def peak(java: list[str]) -> float:
    """Floating-point operations a second of one core, on numbers that are in its registers."""
    output = subprocess.run([*java, _CLASS], stdout=subprocess.PIPE, check=True).stdout
    return 1e9 * float(output)

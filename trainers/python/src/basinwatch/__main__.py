"""`python -m basinwatch` sends what earlier runs could not."""

import argparse
import sys
from collections.abc import Sequence

from basinwatch.resume import resume


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status: 1 where something is left."""
    parser = argparse.ArgumentParser(
        prog="python -m basinwatch",
        description="Sends what earlier runs could not, to the addresses of the Kafka of each. "
        "Where that needs TLS or a login, call basinwatch.resume(kafka={...}) from Python.",
    )
    parser.parse_args(arguments)
    left = resume()
    print(
        f"{left} events are left; a Kafka with TLS or SASL needs basinwatch.resume(kafka={{...}})"
        if left
        else "everything is sent"
    )
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Checks that every metric of ours that PromQL asks for is one that the services export.

Operational meters and the tracker's fixed gauges stand as constants in the services' `metrics` packages; a run's
statistics are exported by name, as docs/measures has them.

usage: metric_names.py FILE... (rule files)
"""

import re
import sys
from pathlib import Path

CONSTANTS = "services/*/src/main/java/io/basinwatch/*/metrics/*.java"
STATISTICS = "core/statistics/src/main/java/io/basinwatch/statistics/**/*.java"
# What the Prometheus registry appends to counters and timers.
SUFFIX = r"(_total|_seconds(_sum|_count|_max))?"


def exported():
    """A pattern for every name."""
    meters = "".join(path.read_text() for path in Path().glob(CONSTANTS))
    fixed = {name.replace(".", "_") for name in re.findall(r'"(basinwatch[._][a-z._]*[a-z])"', meters)}
    # What follows a statistic's name: .standard.error, .quantile, and the diagnostics that are exported.
    endings = {re.sub("[.-]", "_", name.strip(".")) for name in re.findall(r'"(\.?[a-z][a-z.-]*[a-z])"', meters)}
    source = "".join(path.read_text() for path in Path().glob(STATISTICS))
    statistics = {name.replace("-", "_") for name in re.findall(r'"([a-z][a-z-]*[a-z])"', source)}
    return re.compile(
        rf"({'|'.join(sorted(fixed))}){SUFFIX}|basinwatch_({'|'.join(sorted(statistics))})(_({'|'.join(sorted(endings))}))?"
    )


def asked(path):
    text = Path(path).read_text()
    names = set(re.findall(r"\bbasinwatch_[a-z_]+", text))
    # A regular expression over names: basinwatch_(a|b)_rest.
    for alternatives, rest in re.findall(r"\bbasinwatch_\(([a-z_|]+)\)([a-z_]*)", text):
        names |= {f"basinwatch_{name}{rest}" for name in alternatives.split("|")}
    return {name for name in names if not name.endswith("_")}


def main(files):
    pattern = exported()
    names = set().union(*map(asked, files))
    unknown = sorted(name for name in names if not pattern.fullmatch(name))
    for name in unknown:
        print(f"no service exports {name}")
    print(f"metrics: {len(names)} names asked for, {len(unknown)} unknown")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

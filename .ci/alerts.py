"""Checks that every alert has a runbook, a test in which it fires and one in which it must not.

usage: alerts.py
"""

import sys
from pathlib import Path

import yaml

RULES = Path("grafana/rules")


def alerts():
    for path in sorted(RULES.glob("*.yaml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from (rule for rule in group["rules"] if "alert" in rule)


def expectations():
    """Yields (alert, whether it must fire) of every test."""
    for path in sorted((RULES / "tests").glob("*.yaml")):
        for test in yaml.safe_load(path.read_text())["tests"]:
            for expected in test["alert_rule_test"]:
                yield expected["alertname"], bool(expected["exp_alerts"])


def main():
    tested = set(expectations())
    problems = []
    for alert in alerts():
        name = alert["alert"]
        if not Path(alert["annotations"].get("runbook", "missing")).is_file():
            problems.append(f"{name} has no runbook")
        if (name, True) not in tested:
            problems.append(f"{name} has no test in which it fires")
        if (name, False) not in tested:
            problems.append(f"{name} has no test in which it must not fire")
    print("\n".join(problems) if problems else "alerts: each has a runbook and tests for both outcomes")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

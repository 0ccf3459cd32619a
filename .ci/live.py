"""Runs the demo under a real Prometheus and asks it what the dashboard asks: every query must have an answer.

usage: live.py PANELS (the rule file that grafana/validate prints, with the run called `run`)
"""

import contextlib
import http.client
import json
import math
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

# Seconds that the demo may take.
LIMIT = 600
# The digits job sends no held-out minibatch losses of its own, and has the costlier statistics off.
UNANSWERED = {
    'max(basinwatch_minibatch_loss{run="run", split="heldout"})',
    'max by (variant) (basinwatch_llc{run="run", variant!=""})',
    'max(basinwatch_llc_multiplicity_experimental{run="run", variant=""})',
}

CONFIGURATION = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: basinwatch
    metrics_path: /q/metrics
    static_configs: [{{targets: ["localhost:{port}"], labels: {{component: standalone}}}}]
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)["data"]


def unreadable(metrics):
    """What promtool cannot read of the metrics; the rest that it says is how Kafka and the JVM name theirs."""
    with urllib.request.urlopen(metrics, timeout=10) as response:
        check = subprocess.run(["promtool", "check", "metrics"], input=response.read(), capture_output=True)
    return [line for line in check.stderr.decode().splitlines() if line.startswith("error")]


class Prometheus:
    """A server of our own, with the project's rules, that scrapes one port."""

    def __init__(self, folder, scraped):
        self.url = f"http://127.0.0.1:{free_port()}"
        configuration = folder / "prometheus.yml"
        rules = Path("grafana/rules/*.yaml").absolute()
        configuration.write_text(CONFIGURATION.format(rules=rules, port=scraped))
        self.process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={configuration}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address={self.url.removeprefix('http://')}",
                "--log.level=error",
            ]
        )

    def query(self, expression):
        """The samples of an answer; none while the server starts."""
        try:
            answer = get(f"{self.url}/api/v1/query?query={urllib.parse.quote(expression)}")
        except (urllib.error.URLError, ConnectionError):
            return []
        return [float(sample["value"][1]) for sample in answer["result"]]

    def run(self):
        """Name of the run that is exported; None while there is none."""
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            names = get(f"{self.url}/api/v1/label/run/values?match[]=basinwatch_step")
            return names[0] if names else None

    def alerts(self):
        """State of each alert rule, by name."""
        groups = get(f"{self.url}/api/v1/rules")["groups"]
        return {rule["name"]: (rule["health"], rule["state"]) for group in groups for rule in group["rules"]}


def ask(prometheus, unanswered):
    """Removes the queries that have an answer by now."""
    run = prometheus.run()
    if run is None:
        return
    for query in list(unanswered):
        answer = prometheus.query(query.replace('run="run"', f'run="{run}"'))
        if any(math.isfinite(value) for value in answer):
            unanswered.remove(query)


def watch(demo, port, prometheus, queries):
    """Asks until the demo ends; returns what never had an answer, the alerts' states, and what is unreadable."""
    unanswered, alerts, unread, deadline = set(queries), {}, ["never asked"], time.monotonic() + LIMIT
    while demo.poll() is None and time.monotonic() < deadline:
        ask(prometheus, unanswered)
        with contextlib.suppress(OSError, http.client.HTTPException):
            alerts = prometheus.alerts()
            unread = unreadable(f"http://localhost:{port}/q/metrics")
        time.sleep(1)
    return unanswered - UNANSWERED, alerts, unread


def report(status, unanswered, alerts, unread, asked):
    problems = [f"no answer to {query}" for query in sorted(unanswered)]
    problems += [f"promtool: {line}" for line in unread]
    problems += [
        f"alert {name} is {state}" for name, state in alerts.items() if state[0] != "ok" or state[1] == "firing"
    ]
    if len(alerts) != 3:
        problems.append(f"Prometheus knows {len(alerts)} alerts")
    if status != 0:
        problems.append(f"the demo ended with status {status}")
    for problem in problems:
        print(problem)
    print(f"live: {asked} queries, {len(unanswered)} without an answer")
    return 1 if problems else 0


def main(panels):
    queries = [json.loads(text) for text in re.findall(r'expr: ("(?:[^"\\]|\\.)*")', Path(panels).read_text())]
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        command = ["./basinwatch", "demo", "--exit", "--port", str(port), "--kafka-port", str(free_port())]
        prometheus = Prometheus(folder, port)
        demo = subprocess.Popen(["env", f"BASINWATCH_HOME={folder / 'home'}", *command])
        try:
            watched = watch(demo, port, prometheus, queries)
        finally:
            for process in (demo, prometheus.process):
                process.terminate()
                process.wait()
    return report(demo.returncode, *watched, len(queries))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

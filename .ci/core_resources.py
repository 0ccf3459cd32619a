"""Prints the manifests of a file whose kinds Kubernetes itself defines.

usage: core_resources.py MANIFESTS
"""

import sys
from pathlib import Path

import yaml

manifests = yaml.safe_load_all(Path(sys.argv[1]).read_text())
core = [m for m in manifests if m and not m["apiVersion"].startswith("monitoring.coreos.com/")]
print(yaml.safe_dump_all(core))
